/** `Reviewed-by`, `Acked-by`, `Tested-by` and compounds such as `Reviewed-and-tested-by`. */
export function isReviewName(name: string): boolean {
  return /^(?:(?:reviewed|acked|tested)-(?:and-)?){1,3}by$/i.test(name)
}
