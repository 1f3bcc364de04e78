import encodeQR from 'qr';
import { useMemo } from 'react';

// Modules of light around it (ISO/IEC 18004).
const BORDER = 4;

/** A text as a QR code, dark on light in the dark look too: readers expect that. */
export function QrPicture({ text, label }: { text: string; label: string }) {
  const matrix = useMemo(() => encodeQR(text, 'raw', { border: BORDER }), [text]);
  const size = matrix.length;
  const dark = matrix.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])),
  );
  return (
    <svg viewBox={`0 0 ${size} ${size}`} width={208} height={208} role="img" className="qr">
      <title>{label}</title>
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
