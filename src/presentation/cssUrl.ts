/** An address as a CSS `url()`. What would end the string is percent-encoded, so that an address cannot add CSS. */
export function cssUrl(address: string): string {
  return `url("${address.replace(/["\\\n\r\f]/g, encodeURIComponent)}")`
}
