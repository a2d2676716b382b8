import type { PageTexts } from "./pageTexts";

export const de: PageTexts = {
  direction: "ltr",
  reference: "Referenz: {reference}",
  actions: {
    signInAgain: "Erneut anmelden",
    tryAgain: "Erneut versuchen",
    useAnotherAccount: "Anderes Konto verwenden",
    toTheApp: "Zur App",
    signOut: "Abmelden",
    signOutOfProvider: "Auch bei {provider} abmelden",
    stayAs: "Bei {account} bleiben",
    goOnAs: "Mit {account} fortfahren",
  },
  notAllowed: {
    title: "Dieses Konto hat keinen Zugriff",
    text: "Sie haben sich als {account} angemeldet. Wer {share} freigibt, hat dieses Konto nicht zugelassen. Fragen Sie dort nach oder verwenden Sie ein anderes Konto.",
  },
  cannotSignIn: {
    title: "Anmeldung nicht möglich",
    because: {
      ended: "Der Identitätsanbieter hat die Anmeldung abgebrochen.",
      registration: "Der Identitätsanbieter akzeptiert die Registrierung dieser Freigabe nicht.",
      unverified: "Die Angaben des Identitätsanbieters konnten nicht überprüft werden.",
      unreachable: "Der Identitätsanbieter antwortet nicht.",
      failed: "Die Anmeldung ist fehlgeschlagen.",
      unsealed: "Bei dieser Freigabe findet die Anmeldung an der Edge von ngrok statt, diese Anfrage kam aber ohne sie an.",
    },
    tell: "Nennen Sie der Person, die {share} freigibt, die folgende Referenz; in ihrem Protokoll steht mehr.",
  },
  signInExpired: {
    title: "Anmeldung nicht möglich",
    text: "Diese Anmeldung bei {provider} ist zu alt, wurde bereits verwendet oder in einem anderen Browser begonnen. Bitte beginnen Sie erneut.",
  },
  signOut: { title: "Abmelden?", text: "Sie sind bei {share} als {account} angemeldet." },
  switchAccount: {
    title: "Konto wechseln?",
    text: "Sie sind bei {share} als {now} angemeldet. Soeben haben Sie oder eine Seite, von der Sie kommen, eine Anmeldung als {next} ausgeführt.",
  },
  signedOut: { title: "Sie sind abgemeldet", text: "Sie sind nicht bei {share} angemeldet.", atProvider: "Sie sind nicht bei {share} angemeldet, und auch bei {provider} sind Sie abgemeldet." },
  upstreamDown: {
    title: "Die App antwortet nicht",
    text: "{share} ist freigegeben, aber die App dahinter antwortet gerade nicht. Diese Seite versucht es von selbst erneut.",
  },
  notOpen: {
    title: "Zurzeit nicht geöffnet",
    text: "{share} bleibt geschlossen, bis die Verbindung geprüft ist. Diese Seite versucht es von selbst erneut.",
  },
  stopped: {
    title: "Diese Freigabe wurde beendet",
    text: "{share} ist nicht mehr freigegeben. Wenn Sie noch Zugriff brauchen, wenden Sie sich an die Person, die es für Sie freigegeben hat.",
  },
  trialOver: { title: "Der Test ist beendet", text: "Hier wurde niemand angemeldet. Kehren Sie zum Editor zurück: Dort steht, was {provider} gesagt hat. Sie können diese Seite schließen." },
  tooMany: { title: "Zu viele Anmeldungen", text: "Gerade melden sich zu viele Personen an. Diese Seite versucht es von selbst erneut." },
  developerOnly: {
    title: "Nur für die Entwicklung",
    text: "Diese Adresse gehört zu den Entwicklerwerkzeugen ({tool}): Über sie lassen sich auf dem Rechner der entwickelnden Person Dateien lesen oder Code ausführen. Wer {share} freigibt, kann sie auch für Besucher zulassen.",
  },
  notFound: { title: "Hier ist nichts", text: "Diese Adresse gehört zu Portcullis, und eine solche Seite gibt es nicht." },
  refused: {
    title: "Diese Anfrage wurde abgelehnt",
    callback: "Eine Anmeldung endet hier nur, wenn ein Browser diese Adresse selbst öffnet.",
    switchForm: "Das Konto wechseln Sie mit den Schaltflächen der Seite, die danach fragt.",
    signOutForm: "Abmelden können Sie sich mit der Schaltfläche auf der Abmeldeseite.",
  },
};
