import type { PageTexts } from "./pageTexts";

export const it: PageTexts = {
  direction: "ltr",
  reference: "Riferimento: {reference}",
  actions: {
    signInAgain: "Accedi di nuovo",
    tryAgain: "Riprova",
    useAnotherAccount: "Usa un altro account",
    toTheApp: "Vai all’app",
    signOut: "Esci",
    signOutOfProvider: "Esci anche da {provider}",
    stayAs: "Resta con {account}",
    goOnAs: "Passa a {account}",
  },
  notAllowed: {
    title: "Questo account non ha accesso",
    text: "Hai eseguito l’accesso come {account}. Chi condivide {share} non ha autorizzato questo account. Rivolgiti a questa persona oppure usa un altro account.",
  },
  cannotSignIn: {
    title: "Impossibile accedere",
    because: {
      ended: "Il provider di identità ha interrotto l’accesso.",
      registration: "Il provider di identità non accetta la registrazione di questa condivisione.",
      unverified: "Non è stato possibile verificare la risposta del provider di identità.",
      unreachable: "Il provider di identità non risponde.",
      failed: "L’accesso non è riuscito.",
      unsealed: "Per questa condivisione l’accesso avviene sull’edge di ngrok, e questa richiesta è arrivata senza.",
    },
    tell: "Comunica il riferimento qui sotto a chi condivide {share}: il suo log dice di più.",
  },
  signInExpired: {
    title: "Impossibile accedere",
    text: "Questo accesso tramite {provider} è troppo vecchio, è già stato usato o è iniziato in un altro browser. Ricomincia.",
  },
  signOut: { title: "Uscire?", text: "Hai eseguito l’accesso a {share} come {account}." },
  switchAccount: {
    title: "Cambiare account?",
    text: "Hai eseguito l’accesso a {share} come {now}. Poco fa è stato eseguito l’accesso come {next}, da te o da una pagina da cui provieni.",
  },
  signedOut: { title: "Disconnessione eseguita", text: "Non hai eseguito l’accesso a {share}.", atProvider: "Non hai eseguito l’accesso a {share}, e anche {provider} ti ha disconnesso." },
  upstreamDown: {
    title: "L’app non risponde",
    text: "{share} è condiviso, ma al momento l’app non risponde. Questa pagina riprova da sola.",
  },
  notOpen: {
    title: "Chiuso per il momento",
    text: "{share} resta chiuso finché la connessione non è stata verificata. Questa pagina riprova da sola.",
  },
  stopped: {
    title: "Questa condivisione è stata interrotta",
    text: "{share} non è più condiviso. Se ti serve ancora, rivolgiti a chi lo ha condiviso con te.",
  },
  trialOver: { title: "Il test è terminato", text: "Qui non è stato eseguito alcun accesso. Torna all’editor: mostra la risposta di {provider}. Puoi chiudere questa pagina." },
  tooMany: { title: "Troppi accessi", text: "Al momento troppe persone stanno eseguendo l’accesso. Questa pagina riprova da sola." },
  developerOnly: {
    title: "Solo per lo sviluppo",
    text: "Questo indirizzo appartiene agli strumenti di sviluppo ({tool}): permette di leggere file o eseguire codice sul computer di chi sviluppa. Chi condivide {share} può consentirne l’uso ai visitatori.",
  },
  notFound: { title: "Qui non c’è nulla", text: "Questo indirizzo appartiene a Portcullis e questa pagina non esiste." },
  refused: {
    title: "Questa richiesta è stata rifiutata",
    callback: "Un accesso termina qui solo quando è un browser ad aprire questo indirizzo.",
    switchForm: "Per cambiare account usa i pulsanti della pagina che lo chiede.",
    signOutForm: "Per uscire usa il pulsante della pagina di uscita.",
  },
};
