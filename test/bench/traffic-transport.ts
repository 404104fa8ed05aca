import { rfc5322Date } from '../../config/sample/mail.ts'
import type { Chance } from '../../config/sample/random.ts'
import type { Letter } from './traffic-mail.ts'

/**
 * What relays leave above a mail: five kilobytes in the median, of which signatures are most. Three routes, as they
 * come on a kernel list: straight from a company's server, through a large mail host, and through an exchange that adds
 * its own opinion at length.
 */
export function transportHeaders(letter: Pick<Letter, 'from' | 'receivedAt'>, chance: Chance): readonly string[] {
  const domain = letter.from.email.replace(/.*@/, '')
  const date = rfc5322Date(letter.receivedAt)
  const seconds = Math.floor(letter.receivedAt / 1000)
  const route = chance.int(10)
  return [
    'Return-Path: <kvm+bounces-' + chance.hex(6) + '-archive=lists.example@vger.kernel.org>',
    'X-Original-To: archive@lists.example',
    'Delivered-To: archive@lists.example',
    ...received('sea.lore.example', 'mx.lists.example', date, chance),
    ...received(`smtp-out.${domain}`, 'vger.relay.example', date, chance),
    ...(route < 6 ? arc(domain, seconds, chance) : []),
    ...received(`[10.${chance.int(256)}.${chance.int(256)}.4]`, `smtp-out.${domain}`, date, chance),
    ...dkim('DKIM-Signature', domain, seconds, chance),
    ...(route < 4 ? host(domain, seconds, chance) : []),
    ...(route === 9 ? exchange(domain, chance) : []),
    ...(route < 4 ? spamOpinion(chance) : []),
  ]
}

function received(from: string, by: string, date: string, chance: Chance): readonly string[] {
  return [
    `Received: from ${from} (${from} [192.0.2.${chance.int(256)}])`,
    '\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)',
    '\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)',
    '\t(No client certificate requested)',
    `\tby ${by} (Postfix) with ESMTPS id ${chance.hex(11).toUpperCase()}`,
    `\tfor <kvm@vger.kernel.org>; ${date}`,
  ]
}

function arc(domain: string, seconds: number, chance: Chance): readonly string[] {
  return [
    `Authentication-Results: relay.example; dkim=pass (2048-bit key) header.d=${domain} header.b=${chance.hex(8)}`,
    `ARC-Seal: i=1; a=rsa-sha256; d=subspace.example; s=arc-20240116;`,
    `\tt=${seconds}; cv=none; b=${folded(344, chance)}`,
    'ARC-Message-Signature: i=1; a=rsa-sha256; d=subspace.example;',
    `\ts=arc-20240116; t=${seconds}; c=relaxed/simple;`,
    `\tbh=${base64(43, chance)}=;`,
    '\th=From:To:Cc:Subject:Date:Message-ID:In-Reply-To:References:',
    `\t MIME-Version; b=${folded(344, chance)}`,
    'ARC-Authentication-Results: i=1; relay.example; dmarc=pass (p=none dis=none)',
    `\theader.from=${domain}; spf=pass smtp.mailfrom=${domain};`,
    `\tdkim=pass (2048-bit key) header.d=${domain} header.i=@${domain} header.b=${chance.hex(8)};`,
    `\tarc=none smtp.client-ip=192.0.2.${chance.int(256)}`,
  ]
}

function dkim(name: string, domain: string, seconds: number, chance: Chance): readonly string[] {
  return [
    `${name}: v=1; a=rsa-sha256; c=relaxed/relaxed;`,
    `        d=${domain}; s=20230601; t=${seconds}; x=${seconds + 604_800}; darn=vger.kernel.org;`,
    '        h=cc:to:from:subject:message-id:references:mime-version:in-reply-to',
    '         :date:from:to:cc:subject:date:message-id:reply-to;',
    `        bh=${base64(43, chance)}=;`,
    `        b=${folded(344, chance)}`,
  ]
}

function host(domain: string, seconds: number, chance: Chance): readonly string[] {
  return [
    ...dkim('X-Google-DKIM-Signature', '1e100.example', seconds, chance),
    `X-Forwarded-Encrypted: i=1; ${folded(120, chance)}`,
    `X-Gm-Message-State: ${folded(200, chance)}`,
    `X-Google-Smtp-Source: ${base64(72, chance)}`,
    `X-Received: by 2002:a17:90b:${chance.hex(4)}:b0:${chance.hex(3)}:${chance.hex(4)} with SMTP id`,
    ` ${chance.hex(14)}-${chance.hex(24)}mr${seconds}.${domain}; ${rfc5322Date(seconds * 1000)}`,
  ]
}

function exchange(domain: string, chance: Chance): readonly string[] {
  const words = Array.from({ length: 40 + chance.int(60) }, () => ` =?us-ascii?Q?${chance.hex(60)}?=`)
  return [
    `X-MS-Exchange-CrossTenant-Id: ${chance.hex(32)}.${domain}`,
    'X-MS-PublicTrafficType: Email',
    `X-Microsoft-Antispam: BCL:0;ARA:13230040|${chance.int(999_999)}|7416014|366016`,
    'X-Microsoft-Antispam-Message-Info:',
    ...words,
    `X-MS-Exchange-AntiSpam-MessageData-0: ${folded(2400, chance)}`,
  ]
}

function spamOpinion(chance: Chance): readonly string[] {
  const tests = ['DKIM_SIGNED', 'DKIM_VALID', 'DKIM_VALID_AU', 'SPF_PASS', 'ARC_ALLOW', 'MAILLIST', 'FORGED_SENDER']
  const scores = tests.map((test) => `\t${test}(${chance.int(9)}.${chance.int(100)})[${chance.hex(20)}];`)
  return [`X-Spamd-Result: default: False [-${chance.int(9)}.00 / 15.00];`, ...scores, '\tRCVD_TLS_LAST(0.00)[]']
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Four characters of each draw. */
function base64(length: number, chance: Chance): string {
  let text = ''
  while (text.length < length) {
    const bits = chance.int(1 << 24)
    text += alphabet[bits & 63]
    text += alphabet[(bits >> 6) & 63]
    text += alphabet[(bits >> 12) & 63]
    text += alphabet[(bits >> 18) & 63]
  }
  return text.slice(0, length)
}

function folded(length: number, chance: Chance): string {
  const lines: string[] = []
  for (let left = length; left > 0; left -= 70) lines.push(base64(Math.min(left, 70), chance))
  return lines.join('\n\t ')
}
