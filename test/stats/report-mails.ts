/** Mails of a small week, each with one of the troubles that a report must get right. In order of arrival. */
export interface ReportMail {
  readonly id: string
  readonly subject: string
  readonly from?: string
  readonly body: string
  readonly more?: string
}

const diff = (word: string): string => `diff --git a/arch/riscv/kvm/gstage.c b/arch/riscv/kvm/gstage.c
--- a/arch/riscv/kvm/gstage.c
+++ b/arch/riscv/kvm/gstage.c
@@ -1,2 +1,2 @@
 static int levels;
-int old_${word};
+int new_${word};
-- 
2.43.0
`
const stat = ` arch/riscv/kvm/gstage.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)
`
const signed = 'Signed-off-by: Mei Tanaka <mei@riverbed.example>\n'

export function reportMails(): readonly ReportMail[] {
  return [
    {
      id: 'v1-1@riverbed.example',
      subject: '[PATCH 1/2] RISC-V: KVM: Pick the levels per guest',
      body: `From: Mei Tanaka <mei@riverbed.example>\n\nThe first try.\n\n${signed}---\n${stat}\n${diff('a')}`,
    },
    {
      id: 'v2-1@riverbed.example',
      subject: '[PATCH v2 1/2] RISC-V: KVM: Pick the levels per guest',
      body: `From: Mei Tanaka <mei@riverbed.example>\n\nPicks the levels\n\tper guest.\n\n${signed}---\nv2: no more guessing\n\n${stat}\n${diff('b')}`,
    },
    {
      // Its title is the tail of the patch's title, and it comes after it: no repeat all the same.
      id: 'v2-0@riverbed.example',
      subject: '[PATCH v2 0/2] Pick the levels per guest',
      from: 'mei@riverbed.example',
      body: `Two patches.\n\n---\nMei Tanaka (2):\n  RISC-V: KVM: Pick the levels per guest\n\n${stat}---\nbase-commit: 0123456789abcdef0123456789abcdef01234567\n`,
    },
    {
      id: 'v2-2@riverbed.example',
      subject: '[PATCH v2 2/2] RISC-V: KVM: Document it',
      body: `Words.\n\n${signed}---\n${stat}\n${diff('c')}`,
    },
    {
      id: 'fold@zframe.example',
      subject: '[PATCH] KVM: s390: Keep the whole subject of a mail although it was\n folded by the sender',
      from: 'Ada Fold <ada@zframe.example>',
      body: `Text.\n\nSigned-off-by: Ada Fold <ada@zframe.example>\n---\n${stat}\n${diff('d')}`,
    },
    {
      id: 'answer@zframe.example',
      subject: 'Re: [PATCH v2 1/2] RISC-V: KVM: Pick the levels per guest',
      from: 'Ada Fold <ada@zframe.example>',
      body: 'Reviewed-by: Ada Fold <ada@zframe.example>\n',
      more: 'In-Reply-To: <v2-1@riverbed.example>\n',
    },
  ]
}

/** `sender`: the From of mails that name none, an address alone. */
export function mailBytes(mail: ReportMail, sender = 'mei@riverbed.example'): Buffer {
  return Buffer.from(
    `From: ${mail.from ?? sender}\nTo: kvm@lists.example\nSubject: ${mail.subject}\nMessage-ID: <${mail.id}>\nDate: Mon, 2 Feb 2026 10:00:00 +0000\n${mail.more ?? ''}\n${mail.body}`,
  )
}
