import { useMemo } from 'react';
import { qrMatrix } from './qr/matrix.ts';

// Readers want a light border of four modules, and dark on light in dark mode too.
const BORDER = 4;

/** A text as a QR code; nothing where it is too long for one. */
export function QrPicture({ text, label }: { text: string; label: string }) {
  const matrix = useMemo(() => qrMatrix(text), [text]);
  if (!matrix) return null;
  const size = matrix.length + 2 * BORDER;
  const dark = matrix.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? `M${x + BORDER} ${y + BORDER}h1v1h-1z` : [])),
  );
  return (
    <svg viewBox={`0 0 ${size} ${size}`} width={208} height={208} role="img" className="qr">
      <title>{label}</title>
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
