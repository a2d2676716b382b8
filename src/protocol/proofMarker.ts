/** The request header by which the gate recognises a request of the proof. It influences no decision. */
export const markerHeader = "portcullis-proof";
