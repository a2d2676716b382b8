import type { PageTexts } from "./pageTexts";

export const es: PageTexts = {
  direction: "ltr",
  reference: "Referencia: {reference}",
  actions: {
    signInAgain: "Volver a iniciar sesión",
    tryAgain: "Reintentar",
    useAnotherAccount: "Usar otra cuenta",
    toTheApp: "Ir a la aplicación",
    signOut: "Cerrar sesión",
    signOutOfProvider: "Cerrar sesión también en {provider}",
    stayAs: "Seguir como {account}",
    goOnAs: "Cambiar a {account}",
  },
  notAllowed: {
    title: "Esta cuenta no tiene acceso",
    text: "Ha iniciado sesión como {account}. Quien comparte {share} no ha dado acceso a esta cuenta. Consulte a esa persona o use otra cuenta.",
  },
  cannotSignIn: {
    title: "No se puede iniciar sesión",
    because: {
      ended: "El proveedor de identidad interrumpió el inicio de sesión.",
      registration: "El proveedor de identidad no acepta el registro de este recurso compartido.",
      unverified: "No se pudo verificar la respuesta del proveedor de identidad.",
      unreachable: "El proveedor de identidad no responde.",
      failed: "No se pudo completar el inicio de sesión.",
      unsealed: "En este recurso compartido, el inicio de sesión se hace en el edge de ngrok, y esta solicitud llegó sin él.",
    },
    tell: "Comunique la referencia siguiente a quien comparte {share}; su registro dice más.",
  },
  signInExpired: {
    title: "No se puede iniciar sesión",
    text: "Este inicio de sesión en {provider} es demasiado antiguo, ya se usó o empezó en otro navegador. Empiece de nuevo.",
  },
  signOut: { title: "¿Cerrar sesión?", text: "Tiene la sesión iniciada en {share} como {account}." },
  switchAccount: {
    title: "¿Cambiar de cuenta?",
    text: "Tiene la sesión iniciada en {share} como {now}. Usted, o una página de la que viene, acaba de iniciar sesión como {next}.",
  },
  signedOut: { title: "Sesión cerrada", text: "No tiene ninguna sesión iniciada en {share}.", atProvider: "No tiene ninguna sesión iniciada en {share}, y {provider} también ha cerrado su sesión." },
  upstreamDown: {
    title: "La aplicación no responde",
    text: "{share} está compartido, pero la aplicación no responde en este momento. Esta página vuelve a intentarlo por sí sola.",
  },
  notOpen: {
    title: "Cerrado por el momento",
    text: "{share} permanece cerrado hasta que se compruebe su conexión. Esta página vuelve a intentarlo por sí sola.",
  },
  stopped: {
    title: "Se ha dejado de compartir",
    text: "{share} ya no está compartido. Si aún lo necesita, consulte a quien lo compartió con usted.",
  },
  trialOver: { title: "La prueba ha terminado", text: "Aquí no se ha iniciado ninguna sesión. Vuelva al editor: allí se muestra lo que ha respondido {provider}. Puede cerrar esta página." },
  tooMany: { title: "Demasiados inicios de sesión", text: "En este momento hay demasiadas personas iniciando sesión. Esta página vuelve a intentarlo por sí sola." },
  developerOnly: {
    title: "Solo para desarrollo",
    text: "Esta dirección pertenece a las herramientas de desarrollo ({tool}): permite leer archivos o ejecutar código en el equipo de quien desarrolla. Quien comparte {share} puede permitir que los visitantes la usen.",
  },
  notFound: { title: "Aquí no hay nada", text: "Esta dirección pertenece a Portcullis y esa página no existe." },
  refused: {
    title: "Esta solicitud se ha rechazado",
    callback: "Un inicio de sesión termina aquí solo cuando un navegador abre esta dirección por sí mismo.",
    switchForm: "Para cambiar de cuenta, use los botones de la página que lo pregunta.",
    signOutForm: "Para cerrar sesión, use el botón de la página de cierre de sesión.",
  },
};
