import type { PageTexts } from "./pageTexts";

export const he: PageTexts = {
  direction: "rtl",
  reference: "אסמכתה: {reference}",
  actions: {
    signInAgain: "התחברות מחדש",
    tryAgain: "ניסיון נוסף",
    useAnotherAccount: "שימוש בחשבון אחר",
    toTheApp: "מעבר לאפליקציה",
    signOut: "התנתקות",
    signOutOfProvider: "התנתקות גם מ-{provider}",
    stayAs: "להישאר בתור {account}",
    goOnAs: "להמשיך בתור {account}",
  },
  notAllowed: {
    title: "לחשבון הזה אין גישה",
    text: "התחברת בתור {account}. מי שמשתף את {share} לא אישר גישה לחשבון הזה. אפשר לפנות אליו או להשתמש בחשבון אחר.",
  },
  cannotSignIn: {
    title: "לא ניתן להתחבר",
    because: {
      ended: "ספק הזהויות הפסיק את ההתחברות.",
      registration: "ספק הזהויות אינו מקבל את הרישום של השיתוף הזה.",
      unverified: "לא ניתן היה לאמת את תשובת ספק הזהויות.",
      unreachable: "ספק הזהויות אינו מגיב.",
      failed: "ההתחברות נכשלה.",
      unsealed: "בשיתוף הזה ההתחברות מתבצעת בקצה של ngrok, והבקשה הזו הגיעה בלעדיה.",
    },
    tell: "יש למסור למי שמשתף את {share} את האסמכתה שלמטה; ביומן שלו יש פרטים נוספים.",
  },
  signInExpired: {
    title: "לא ניתן להתחבר",
    text: "ההתחברות הזו אצל {provider} ישנה מדי, כבר נעשה בה שימוש או שהחלה בדפדפן אחר. יש להתחיל מחדש.",
  },
  signOut: { title: "להתנתק?", text: "התחברת אל {share} בתור {account}." },
  switchAccount: {
    title: "להחליף חשבון?",
    text: "התחברת אל {share} בתור {now}. ממש עכשיו בוצעה התחברות בתור {next}, על ידך או על ידי דף שממנו הגעת.",
  },
  signedOut: { title: "התנתקת", text: "אין לך חיבור פעיל אל {share}.", atProvider: "אין לך חיבור פעיל אל {share}, והתנתקת גם מ-{provider}." },
  upstreamDown: {
    title: "האפליקציה אינה מגיבה",
    text: "{share} משותף, אבל האפליקציה שמאחוריו אינה מגיבה כרגע. הדף הזה ינסה שוב מעצמו.",
  },
  notOpen: {
    title: "סגור כרגע",
    text: "{share} נשאר סגור עד שהחיבור שלו ייבדק. הדף הזה ינסה שוב מעצמו.",
  },
  stopped: {
    title: "השיתוף הזה הופסק",
    text: "{share} כבר אינו משותף. אם עדיין יש בו צורך, אפשר לפנות למי ששיתף אותו.",
  },
  tooMany: { title: "יותר מדי התחברויות", text: "יותר מדי אנשים מתחברים כרגע. הדף הזה ינסה שוב מעצמו." },
  developerOnly: {
    title: "לפיתוח בלבד",
    text: "הכתובת הזו שייכת לכלי הפיתוח ({tool}): דרכה אפשר לקרוא קבצים או להריץ קוד במחשב הפיתוח. מי שמשתף את {share} יכול לאפשר למבקרים להשתמש בה.",
  },
  notFound: { title: "אין כאן כלום", text: "הכתובת הזו שייכת ל-Portcullis, ואין דף כזה." },
  refused: {
    title: "הבקשה הזו נדחתה",
    callback: "התחברות מסתיימת כאן רק כשהדפדפן פותח את הכתובת הזו בעצמו.",
    switchForm: "מחליפים חשבון באמצעות הלחצנים שבדף השואל על כך.",
    signOutForm: "מתנתקים באמצעות הלחצן שבדף ההתנתקות.",
  },
};
