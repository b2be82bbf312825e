/** The methods an operation can have. TRACE and CONNECT are refused. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";
