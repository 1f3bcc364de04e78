import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { SentFile } from '../../../../sdk/src/sent-file.ts';
import { upload } from '../../api.ts';
import { refresh } from '../../queries.ts';
import { keepFile, type SentImport } from './kept-files.ts';

const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

/** Sends a file, with how much of it has gone out, and goes to its import. */
export function useUpload() {
  const navigate = useNavigate();
  const [share, setShare] = useState(0);
  const controller = useRef<AbortController>(null);
  useEffect(() => () => controller.current?.abort(), []);
  const sending = useMutation({
    mutationFn: async (sent: SentImport) => {
      const { file, head, query } = sent;
      setShare(0);
      controller.current = new AbortController();
      const body = new SentFile(file, TYPES[head.format], head.isGzip);
      const { signal } = controller.current;
      const { id } = await upload('createImport', { query, body }, setShare, signal);
      controller.current = null;
      keepFile(id, sent);
      await refresh('listImports');
      await navigate({ to: '/contacts/imports/$id', params: { id } });
    },
  });
  const stop = () => {
    controller.current?.abort();
    sending.reset();
  };
  return { sending, share, stop };
}
