/** Why a campaign waits, with the names of buttons in the place of those of API operations. */
export function reasonInWords(reason: string): string {
  return reason
    .replaceAll('`resume`', '“Go on”')
    .replaceAll('`send`', '“Send it now”')
    .replaceAll(/`(pressrun [a-z]+)`/g, '“$1”');
}
