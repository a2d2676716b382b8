/** A refusal in the form that ngrok documents for its API (api/index.mdx, "Errors"). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  get body(): object {
    return { error_code: this.code, status_code: this.status, msg: this.message, details: { operation_id: "op_2RfSBcv0nsy71XCHWOegjx1OoKh" } };
  }
}

/** What no documented client would send has no code of ngrok's here: the rig says what is wrong. */
export function misuse(what: string): ApiError {
  return new ApiError(400, "ERR_NGROK_999000", `The stand-in does not know this: ${what}`);
}

export function notFound(what: string): ApiError {
  return new ApiError(404, "ERR_NGROK_999404", `There is no such ${what}.`);
}
