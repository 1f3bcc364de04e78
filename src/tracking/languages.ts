import type { LOCALES } from '../http/fields.ts';

/** The languages of the hosted page (contract: Unsubscribe): those that a contact can have. */
export type Language = (typeof LOCALES)[number];

/** In the order in which the page lists them. */
export const LANGUAGES: readonly Language[] = ['en', 'es', 'ca', 'fr', 'it', 'de'];

export type PageTexts = {
  /** The language's own name for itself. */
  name: string;
  /** Label of the list of languages. */
  language: string;
  /** Label before the reader's masked address. */
  address: string;
  /** Mark on the pages of a test message. */
  test: string;
  confirm: { title: string; lead: string; button: string; note: string };
  done: { title: string; lead: string; note: string };
  /** Instead of the lead and the note of `confirm`, when the link comes from a test message. */
  testConfirm: { lead: string };
  testDone: { title: string; lead: string; note: string };
  unknown: { title: string; lead: string; note: string };
};

// Typographic apostrophes and dashes throughout; French has its narrow no-break space (U+202F)
// before ? and ! and a no-break space (U+00A0) before a colon, written as escapes to be seen.
export const TEXTS: Record<Language, PageTexts> = {
  en: {
    name: 'English',
    language: 'Language',
    address: 'Address',
    test: 'Test',
    confirm: {
      title: 'Do you want to unsubscribe?',
      lead: 'If you confirm, we’ll stop sending newsletters to this address.',
      button: 'Yes, unsubscribe me',
      note: 'Changed your mind? Just close this page and everything stays as it is.',
    },
    done: {
      title: 'You’re unsubscribed',
      lead: 'We won’t send any more newsletters to this address.',
      note: 'A message that was already on its way may still reach you. You can close this page.',
    },
    testConfirm: {
      lead: 'This link comes from a test message. Go ahead and confirm to see the next page: nobody will be unsubscribed.',
    },
    testDone: {
      title: 'It works, and nothing has changed',
      lead: 'The link came from a test message, so nobody was unsubscribed.',
      note: 'A real reader would get no more newsletters from now on.',
    },
    unknown: {
      title: 'We don’t recognise this link',
      lead: 'It may have been cut short on its way to you, or the subscription no longer exists.',
      note: 'Open the link in the e-mail once more, or copy its whole address into your browser. If that doesn’t help, please write to the sender.',
    },
  },
  es: {
    name: 'Español',
    language: 'Idioma',
    address: 'Dirección',
    test: 'Prueba',
    confirm: {
      title: '¿Quieres darte de baja?',
      lead: 'Si confirmas, dejaremos de enviar boletines a esta dirección.',
      button: 'Sí, darme de baja',
      note: '¿Has cambiado de idea? Cierra esta página y todo seguirá como hasta ahora.',
    },
    done: {
      title: 'Te has dado de baja',
      lead: 'No enviaremos más boletines a esta dirección.',
      note: 'Si ya había algún mensaje en camino, es posible que aún te llegue. Puedes cerrar esta página.',
    },
    testConfirm: {
      lead: 'Este enlace procede de un mensaje de prueba. Puedes confirmar para ver la página siguiente: no se dará de baja a nadie.',
    },
    testDone: {
      title: 'Funciona, y nada ha cambiado',
      lead: 'El enlace procedía de un mensaje de prueba, así que no se ha dado de baja a nadie.',
      note: 'Un lector real ya no recibiría más boletines a partir de ahora.',
    },
    unknown: {
      title: 'No reconocemos este enlace',
      lead: 'Puede que haya llegado incompleto o que la suscripción ya no exista.',
      note: 'Vuelve a abrir el enlace desde el correo o copia la dirección completa en el navegador. Si sigue sin funcionar, escribe al remitente.',
    },
  },
  ca: {
    name: 'Català',
    language: 'Llengua',
    address: 'Adreça',
    test: 'Prova',
    confirm: {
      title: 'Vols donar-te de baixa?',
      lead: 'Si ho confirmes, deixarem d’enviar butlletins a aquesta adreça.',
      button: 'Sí, dona’m de baixa',
      note: 'Has canviat d’idea? Tanca aquesta pàgina i tot continuarà com fins ara.',
    },
    done: {
      title: 'T’has donat de baixa',
      lead: 'No enviarem més butlletins a aquesta adreça.',
      note: 'Si ja hi havia algun missatge en camí, és possible que encara t’arribi. Pots tancar aquesta pàgina.',
    },
    testConfirm: {
      lead: 'Aquest enllaç prové d’un missatge de prova. Pots confirmar per veure la pàgina següent: no es donarà de baixa ningú.',
    },
    testDone: {
      title: 'Funciona, i res no ha canviat',
      lead: 'L’enllaç provenia d’un missatge de prova, així que no s’ha donat de baixa ningú.',
      note: 'Un lector real ja no rebria més butlletins a partir d’ara.',
    },
    unknown: {
      title: 'No reconeixem aquest enllaç',
      lead: 'Potser ha arribat incomplet o la subscripció ja no existeix.',
      note: 'Torna a obrir l’enllaç des del correu o copia l’adreça sencera al navegador. Si continua sense funcionar, escriu al remitent.',
    },
  },
  fr: {
    name: 'Français',
    language: 'Langue',
    address: 'Adresse',
    test: 'Test',
    confirm: {
      title: 'Souhaitez-vous vous désabonner\u202f?',
      lead: 'Si vous confirmez, nous n’enverrons plus de lettres d’information à cette adresse.',
      button: 'Oui, me désabonner',
      note: 'Vous avez changé d’avis\u202f? Fermez simplement cette page\u00a0: rien ne changera.',
    },
    done: {
      title: 'Votre désabonnement est confirmé',
      lead: 'Nous n’enverrons plus de lettres d’information à cette adresse.',
      note: 'Un message déjà en route peut encore vous parvenir. Vous pouvez fermer cette page.',
    },
    testConfirm: {
      lead: 'Ce lien provient d’un message de test. Vous pouvez confirmer pour voir la page suivante\u00a0: personne ne sera désabonné.',
    },
    testDone: {
      title: 'Tout fonctionne, et rien n’a changé',
      lead: 'Le lien provenait d’un message de test\u00a0: personne n’a été désabonné.',
      note: 'Une véritable lectrice, un véritable lecteur ne recevrait plus de lettres d’information.',
    },
    unknown: {
      title: 'Ce lien nous est inconnu',
      lead: 'Il est peut-être arrivé incomplet, ou l’abonnement n’existe plus.',
      note: 'Ouvrez de nouveau le lien depuis l’e-mail, ou copiez l’adresse complète dans votre navigateur. Si cela ne suffit pas, écrivez à l’expéditeur.',
    },
  },
  it: {
    name: 'Italiano',
    language: 'Lingua',
    address: 'Indirizzo',
    test: 'Prova',
    confirm: {
      title: 'Vuoi annullare l’iscrizione?',
      lead: 'Se confermi, non invieremo più newsletter a questo indirizzo.',
      button: 'Sì, annulla l’iscrizione',
      note: 'Hai cambiato idea? Chiudi questa pagina e tutto resterà com’è.',
    },
    done: {
      title: 'La tua iscrizione è annullata',
      lead: 'Non invieremo più newsletter a questo indirizzo.',
      note: 'Un messaggio già in viaggio potrebbe ancora arrivarti. Puoi chiudere questa pagina.',
    },
    testConfirm: {
      lead: 'Questo link proviene da un messaggio di prova. Conferma pure per vedere la pagina successiva: nessuna iscrizione verrà annullata.',
    },
    testDone: {
      title: 'Funziona, e non è cambiato nulla',
      lead: 'Il link proveniva da un messaggio di prova, quindi nessuna iscrizione è stata annullata.',
      note: 'D’ora in poi un vero lettore non riceverebbe più newsletter.',
    },
    unknown: {
      title: 'Non riconosciamo questo link',
      lead: 'Forse è arrivato incompleto, oppure l’iscrizione non esiste più.',
      note: 'Riapri il link dall’e-mail o copia l’indirizzo completo nel browser. Se non basta, scrivi al mittente.',
    },
  },
  de: {
    name: 'Deutsch',
    language: 'Sprache',
    address: 'Adresse',
    test: 'Test',
    confirm: {
      title: 'Möchten Sie sich abmelden?',
      lead: 'Wenn Sie bestätigen, senden wir keine Newsletter mehr an diese Adresse.',
      button: 'Ja, abmelden',
      note: 'Doch lieber nicht? Schließen Sie einfach diese Seite – dann bleibt alles, wie es ist.',
    },
    done: {
      title: 'Sie sind abgemeldet',
      lead: 'Wir senden keine Newsletter mehr an diese Adresse.',
      note: 'Eine Nachricht, die schon unterwegs war, kann Sie noch erreichen. Sie können diese Seite jetzt schließen.',
    },
    testConfirm: {
      lead: 'Dieser Link stammt aus einer Testnachricht. Bestätigen Sie ruhig, um die nächste Seite zu sehen: Niemand wird abgemeldet.',
    },
    testDone: {
      title: 'Es funktioniert – und nichts hat sich geändert',
      lead: 'Der Link stammte aus einer Testnachricht, deshalb wurde niemand abgemeldet.',
      note: 'Wer die Nachricht wirklich abonniert hat, bekäme ab jetzt keine Newsletter mehr.',
    },
    unknown: {
      title: 'Diesen Link kennen wir nicht',
      lead: 'Vielleicht ist er unvollständig angekommen, oder das Abonnement besteht nicht mehr.',
      note: 'Öffnen Sie den Link in der E-Mail noch einmal oder kopieren Sie die ganze Adresse in Ihren Browser. Wenn das nicht hilft, schreiben Sie bitte dem Absender.',
    },
  },
};

/**
 * The page's language: what the reader chose (`?lang=`), else the contact's locale, else the
 * browser's first wish that we speak (RFC 9110 §12.5.4), else English. Regions are ignored
 * (`es-MX` reads Spanish); whatever isn't understood is passed over.
 */
export function pickLanguage(
  lang?: string,
  contactLocale?: string | null,
  acceptLanguage?: string,
): Language {
  const wishes = [lang, contactLocale, ...browserWishes(acceptLanguage ?? '')];
  return wishes.map(spoken).find((language) => language !== undefined) ?? 'en';
}

function spoken(wish: string | null | undefined): Language | undefined {
  if (typeof wish !== 'string') return undefined;
  const primary = wish.trim().toLowerCase().split(/[-_]/, 1)[0];
  return LANGUAGES.find((language) => language === primary);
}

/** The tags of an Accept-Language header, the dearest first; a weight of 0 means "not this one". */
function browserWishes(header: string): string[] {
  const wishes = header
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.split(';');
      const weight = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='));
      return { tag, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
    });
  return wishes
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
