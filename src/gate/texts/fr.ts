import type { PageTexts } from "./pageTexts";

export const fr: PageTexts = {
  direction: "ltr",
  reference: "Référence\u00a0: {reference}",
  actions: {
    signInAgain: "Se reconnecter",
    tryAgain: "Réessayer",
    useAnotherAccount: "Utiliser un autre compte",
    toTheApp: "Aller à l’application",
    signOut: "Se déconnecter",
    signOutOfProvider: "Se déconnecter aussi de {provider}",
    stayAs: "Rester sur {account}",
    goOnAs: "Passer à {account}",
  },
  notAllowed: {
    title: "Ce compte n’a pas accès",
    text: "Vous avez ouvert une session avec le compte {account}. La personne qui partage {share} n’a pas autorisé ce compte. Adressez-vous à elle ou utilisez un autre compte.",
  },
  cannotSignIn: {
    title: "Connexion impossible",
    because: {
      ended: "Le fournisseur d’identité a interrompu la connexion.",
      registration: "Le fournisseur d’identité n’accepte pas l’inscription de ce partage.",
      unverified: "La réponse du fournisseur d’identité n’a pas pu être vérifiée.",
      unreachable: "Le fournisseur d’identité ne répond pas.",
      failed: "La connexion a échoué.",
      unsealed: "Pour ce partage, la connexion se fait sur l’edge de ngrok, et cette requête est arrivée sans elle.",
    },
    tell: "Communiquez la référence ci-dessous à la personne qui partage {share}\u202f; son journal en dit plus.",
  },
  signInExpired: {
    title: "Connexion impossible",
    text: "Cette connexion auprès de {provider} est trop ancienne, a déjà servi ou a commencé dans un autre navigateur. Veuillez recommencer.",
  },
  signOut: { title: "Se déconnecter\u202f?", text: "Votre session sur {share} est ouverte avec le compte {account}." },
  switchAccount: {
    title: "Changer de compte\u202f?",
    text: "Votre session sur {share} est ouverte avec le compte {now}. Une connexion avec le compte {next} vient d’avoir lieu, par vous ou par une page d’où vous venez.",
  },
  signedOut: { title: "Déconnexion effectuée", text: "Vous n’avez pas de session ouverte sur {share}.", atProvider: "Vous n’avez pas de session ouverte sur {share}, et {provider} vous a également déconnecté." },
  upstreamDown: {
    title: "L’application ne répond pas",
    text: "{share} est bien partagé, mais l’application ne répond pas pour le moment. Cette page réessaie d’elle-même.",
  },
  notOpen: {
    title: "Fermé pour le moment",
    text: "{share} reste fermé jusqu’à ce que sa liaison soit vérifiée. Cette page réessaie d’elle-même.",
  },
  stopped: {
    title: "Ce partage est arrêté",
    text: "{share} n’est plus partagé. Si vous en avez encore besoin, adressez-vous à la personne qui l’a partagé avec vous.",
  },
  trialOver: { title: "Le test est terminé", text: "Aucune session n’a été ouverte ici. Revenez à l’éditeur : il affiche la réponse de {provider}. Vous pouvez fermer cette page." },
  tooMany: { title: "Trop de connexions", text: "Trop de personnes se connectent en ce moment. Cette page réessaie d’elle-même." },
  developerOnly: {
    title: "Réservé au développement",
    text: "Cette adresse appartient aux outils de développement ({tool})\u00a0: elle permet de lire des fichiers ou d’exécuter du code sur la machine de développement. La personne qui partage {share} peut l’ouvrir aux visiteurs.",
  },
  notFound: { title: "Il n’y a rien ici", text: "Cette adresse appartient à Portcullis, et cette page n’existe pas." },
  refused: {
    title: "Cette requête est refusée",
    callback: "Une connexion ne se termine ici que si un navigateur ouvre lui-même cette adresse.",
    switchForm: "Pour changer de compte, utilisez les boutons de la page qui pose la question.",
    signOutForm: "Pour vous déconnecter, utilisez le bouton de la page de déconnexion.",
  },
};
