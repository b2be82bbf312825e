/**
 * Where Tenon answers otherwise on purpose. Each reason is a row of the table of differences in docs/coming-from-fastapi.md; each
 * request under it says what Tenon answers instead, and is tested against that. A reason that is no row there counts as a failure.
 */
import type { OwnAnswer } from "./compare.ts";

/** A row of the table, with the recorded requests that show it. */
export interface DifferenceOnPurpose {
  readonly reason: string;
  /** By application, by the id of the request: our own answer. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, OwnAnswer>>>>;
}

/** Why one request differs, and what is answered instead. */
export interface Purpose {
  readonly reason: string;
  readonly own: OwnAnswer;
}

type Place = readonly [type: string, ...loc: (string | number)[]];

/** A 422 with these faults. */
function refused(...faults: Place[]): OwnAnswer {
  return { status: 422, faults };
}

/** A 200 with this body. */
function answers(body: unknown): OwnAnswer {
  return { status: 200, body };
}

/** An error in words of our own, or one that FastAPI does not have. */
function fails(status: number, detail: string): OwnAnswer {
  return { status, headers: { "content-type": json }, body: { detail } };
}

/** A 401 because no credential was sent. */
function unauthenticated(challenge: string): OwnAnswer {
  return { status: 401, headers: { "www-authenticate": challenge }, body: { detail: "Not authenticated" } };
}

/** A 415 that says what is read instead. */
function unsupported(accept: string): OwnAnswer {
  return { status: 415, headers: { accept, "content-type": json } };
}

const json = "application/json";
const form = "application/x-www-form-urlencoded, multipart/form-data";
const noJson: Place = ["json_invalid", "body", "<position>"];
const brokenForm = "The multipart form is malformed or ends too early";
/** What nobody expected, answered in the app's error shape. */
const unexpected: OwnAnswer = {
  status: 500,
  headers: { "content-type": json, "x-request-id": /^[0-9a-f-]{36}$/ },
  body: { detail: "Internal Server Error" },
};

const uploaded = { filename: "a.txt", content_type: "text/plain", size: 5, text: "hello" };

export const differencesOnPurpose: readonly DifferenceOnPurpose[] = [
  {
    reason: "a JSON body is taken as it is; only text sources are coerced",
    answers: {
      "05_json_models": {
        numeric_string_for_float_is_accepted: refused(["float_type", "body", "price"]),
        price_bool_is_accepted_as_one: refused(["float_type", "body", "price"]),
        int_from_numeric_string: refused(["int_type", "body", "i"]),
        int_from_bool_is_accepted: refused(["int_type", "body", "i"]),
        float_from_string: refused(["float_type", "body", "f"]),
        bool_from_zero: refused(["bool_parsing", "body", "b"]),
        bool_from_one_point_zero: refused(["bool_parsing", "body", "b"]),
        bool_from_word: refused(["bool_type", "body", "b"]),
        date_from_int_days_is_unix_seconds: refused(["date_type", "body", "d"]),
        datetime_from_float: refused(["datetime_type", "body", "dt"]),
        allow_extra_is_kept: refused(["int_type", "body", "a"]),
      },
      "06_body_shapes": {
        scalar_int_string_is_accepted: refused(["int_type", "body"]),
        list_body_ok: refused(["int_type", "body", 2]),
        dict_body_ok: refused(["int_type", "body", "b"]),
      },
    },
  },
  {
    reason: "optional sign and digits; the boolean words are FastAPI's",
    answers: {
      "01_path_params": {
        int_underscores_are_accepted: refused(["int_parsing", "path", "n"]),
        int_trailing_dot_zero_is_accepted: refused(["int_parsing", "path", "n"]),
        int_surrounding_spaces_are_stripped: refused(["int_parsing", "path", "n"]),
      },
      "02_query_scalars": {
        int_dot_zero_is_accepted: refused(["int_parsing", "query", "n"]),
        int_decoded_plus_is_space_and_stripped: refused(["int_parsing", "query", "n"]),
      },
    },
  },
  {
    reason: "an empty value of a scalar that is not a string counts as absent",
    answers: {
      "02_query_scalars": {
        int_default_empty_is_rejected: answers({ n: 10 }),
        int_optional_empty_is_rejected: answers({ n: null }),
        bool_bare_key_is_rejected: answers({ flag: false }),
      },
      "03_query_lists_models": {
        model_empty_value_is_rejected: answers({ limit: 20, offset: 0, order_by: "created", tags: [] }),
      },
    },
  },
  {
    reason: "415 with `Accept`",
    answers: {
      "11_errors": {
        replaced_validation_handler_sees_raw_text_body: unsupported(json),
      },
      "16_oauth2_scopes": { token_as_json_is_missing: unsupported(form) },
      "05_json_models": {
        content_type_text_plain_gives_raw_text_error: unsupported(json),
        content_type_text_json_is_not_json: unsupported(json),
        content_type_application_xml_is_not_json: unsupported(json),
        content_type_octet_stream_is_not_json: unsupported(json),
        content_type_form_gives_raw_text_error: unsupported(json),
        content_type_garbage: unsupported(json),
        content_type_application_jsonx_is_not_json: unsupported(json),
        content_type_absent_is_not_json: unsupported(json),
        content_type_text_is_not_json_even_when_not_strict: unsupported(json),
      },
      "06_body_shapes": {
        two_models_text_plain_names_each: unsupported(json),
        scalar_string_from_text_plain_is_the_raw_text: unsupported(json),
        any_body_text_plain_is_text: unsupported(json),
      },
      "07_forms": {
        json_to_a_form_is_all_missing: unsupported(form),
        text_plain_to_a_form_is_all_missing: unsupported(form),
        no_content_type_is_all_missing: unsupported(form),
        model_from_json_is_missing: unsupported(form),
      },
      "08_uploads": { upload_as_json_is_missing: unsupported(form) },
    },
  },
  {
    reason:
      "`type`, `loc`, `ctx` the same where an equal exists (`missing`, `int_parsing`, `string_too_short`, `greater_than`, `extra_forbidden`, `json_invalid`, ...), `msg` in our own words",
    answers: {
      "05_json_models": { invalid_utf8_is_400: fails(400, "The body is not valid UTF-8") },
      "08_uploads": {
        multipart_without_boundary_is_400: fails(400, brokenForm),
        multipart_body_without_boundary_line_is_400: fails(400, brokenForm),
      },
    },
  },
  {
    reason: "relative `Location`; can be off",
    answers: {
      "12_routing": {
        trailing_slash_after_parameters: { status: 307, headers: { location: "/deep/1/x/2?k=v" } },
        redirect_adds_slash: { status: 307, headers: { location: "/slash/" } },
        redirect_drops_slash: { status: 307, headers: { location: "/noslash" } },
        redirect_keeps_query: { status: 307, headers: { location: "/slash/?q=a%20b&q=c" } },
        redirect_uses_host_header: { status: 307, headers: { location: "/slash/" } },
        redirect_post_is_307: { status: 307, headers: { location: "/slash/" } },
        redirect_even_when_method_does_not_match: { status: 307, headers: { location: "/slash/" } },
        redirect_two_slashes_dropped_at_once: { status: 307, headers: { location: "/noslash" } },
        redirect_on_included_router: { status: 307, headers: { location: "/v1/outer/" } },
        redirect_drops_slash_in_router: { status: 307, headers: { location: "/v2/inner" } },
        redirect_in_router_with_redirect_off_still_comes_from_app: {
          status: 307,
          headers: { location: "/stiff/item" },
        },
        mount_without_slash_redirects: { status: 307, headers: { location: "/sub/" } },
        mount_redirect_keeps_prefix: { status: 307, headers: { location: "/sub/slashed/" } },
      },
      "01_path_params": {
        wildcard_without_slash_redirects: { status: 307, headers: { location: "/files/" } },
      },
      "18_openapi_docs": {
        redirect_with_root_path_prefix: { status: 307, headers: { location: "/gateway/hidden" } },
        redirect_without_root_path_prefix: { status: 307, headers: { location: "/hidden" } },
      },
    },
  },
  {
    reason: "the most specific wins; a duplicate is refused at start-up",
    answers: {
      "12_routing": {
        parameter_route_of_outer_declared_before_the_included_router: answers({
          at: "inner root",
          calls: ["app", "include-outer", "outer", "include-inner", "inner"],
        }),
        route_declared_after_router_is_shadowed: answers({ at: "declared after the router" }),
        mount_404_does_not_fall_through: answers({ at: "never reached" }),
      },
      "01_path_params": { fixed_route_declared_later_loses: answers({ person: "you", fixed: true }) },
    },
  },
  {
    reason: "JSON 500 in the app's error shape, request id, CORS headers",
    answers: {
      "11_errors": {
        unhandled_is_500_plain_text: unexpected,
        handler_that_fails_is_500: unexpected,
        division_by_zero_is_500: unexpected,
      },
      "10_response_control": {
        plain_text_of_a_number_is_500: unexpected,
        file_missing_is_500: unexpected,
      },
      "09_response_models": {
        violation_missing_is_500: unexpected,
        violation_type_is_500: unexpected,
        violation_none_is_500: unexpected,
        violation_list_is_500: unexpected,
        violation_nested_is_500: unexpected,
        violation_in_list_is_500: unexpected,
        unserialisable_is_500: unexpected,
        handler_exception_is_500: unexpected,
        constraint_on_result_violated_is_500: unexpected,
      },
      "14_lifecycle": {
        unhandled_error_thrown_into_dependencies: unexpected,
        unhandled_error_thrown_into_dependencies__log: answers([
          "outer enter",
          "inner enter",
          "sibling enter",
          "handler",
          "inner saw ValueError",
          "inner exit",
          "outer saw ValueError",
          "outer exit",
          "response 500",
          "response sent",
          "call over",
        ]),
        swallowed_exception_is_500: unexpected,
        swallowed_exception_is_500__log: answers([
          "swallowing enter",
          "swallowing ate ValueError",
          "response 500",
          "response sent",
          "call over",
        ]),
      },
      "17_middleware_cors_gzip": {
        headers_not_added_to_unhandled_500: {
          ...unexpected,
          headers: { ...unexpected.headers, "x-function": "500", "x-order": /^second(, |\n)third$/ },
        },
        order_when_unhandled: answers([
          "third in",
          "second in",
          "function in",
          "function out",
          "second out",
          "third out",
        ]),
        cors_not_on_unhandled_500: {
          ...unexpected,
          headers: {
            ...unexpected.headers,
            vary: "Origin",
            "access-control-allow-origin": "https://app.example.org",
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": "X-Total, X-Page",
          },
        },
      },
    },
  },
  {
    reason: "all inputs are validated first, then dependencies run",
    answers: {
      "13_dependencies": {
        gather_counts_valid_dependencies_ran: answers({}),
        gather_counts_first_and_second_ran: answers({}),
        refusal_wins_over_earlier_validation_error: refused(
          ["int_parsing", "query", "a"],
          ["missing", "query", "z"],
        ),
        refusal_wins_over_own_validation_error: refused(["missing", "query", "z"]),
        refusal_counts: answers({}),
      },
      "14_lifecycle": {
        invalid_parameter_still_enters_valid_dependencies__log: answers([
          "response 422",
          "response sent",
          "call over",
        ]),
        invalid_dependency_parameter__log: answers(["response 422", "response sent", "call over"]),
      },
    },
  },
  {
    reason:
      "teardown before the response (streams: after their end); background tasks after teardown, with needs of their own",
    answers: {
      "17_middleware_cors_gzip": {
        order_in_and_out: answers([
          "third in",
          "second in",
          "function in",
          "dependency in",
          "handler",
          "dependency out",
          "function out",
          "second out",
          "third out",
        ]),
      },
      "14_lifecycle": {
        nested_exit_is_reverse_and_after_response__log: answers([
          "outer enter",
          "inner enter",
          "sibling enter",
          "handler",
          "sibling after yield",
          "inner exit",
          "outer exit",
          "response 200",
          "response sent",
          "call over",
        ]),
        shared_enters_once__log: answers([
          "outer enter",
          "inner enter",
          "handler",
          "inner exit",
          "outer exit",
          "response 200",
          "response sent",
          "call over",
        ]),
        decorator_dependencies__log: answers([
          "sibling enter",
          "outer enter",
          "inner enter",
          "handler",
          "inner exit",
          "outer exit",
          "sibling after yield",
          "response 200",
          "response sent",
          "call over",
        ]),
        function_scope_exits_before_response__log: answers([
          "quick enter",
          "outer enter",
          "inner enter",
          "handler",
          "inner exit",
          "outer exit",
          "quick exit",
          "response 200",
          "response sent",
          "call over",
        ]),
        http_exception_after_response_is_too_late: fails(400, "after the response"),
        http_exception_after_response_is_too_late__log: answers([
          "outer enter",
          "http_after enter",
          "handler",
          "http_after raises",
          "outer saw HTTPException",
          "outer exit",
          "response 400",
          "response sent",
          "call over",
        ]),
        background_runs_after_response_before_exit__log: answers([
          "outer enter",
          "inner enter",
          "handler",
          "inner exit",
          "outer exit",
          "response 200",
          "response sent",
          "task one",
          "async task two",
          "call over",
        ]),
        failing_background_task_stops_the_rest__log: answers([
          "outer enter",
          "inner enter",
          "inner exit",
          "outer exit",
          "response 200",
          "response sent",
          "task one",
          "async task two",
          "task three",
          "call over",
        ]),
        stream_keeps_request_scope_open__log: answers([
          "outer enter",
          "inner enter",
          "quick enter",
          "handler",
          "response 200",
          "first part",
          "second part",
          "quick exit",
          "inner exit",
          "outer exit",
          "response sent",
          "task after stream",
          "call over",
        ]),
        stream_error_reaches_dependencies__log: answers([
          "outer enter",
          "inner enter",
          "response 200",
          "inner saw ValueError",
          "inner exit",
          "outer saw ValueError",
          "outer exit",
          "response sent",
          "call over",
        ]),
      },
    },
  },
  {
    reason: "scopes are the union over all ways to a dependency, which runs once",
    answers: {
      "16_oauth2_scopes": {
        seen_scopes_of_each_run: answers([["me", "items"]]),
        collect_two_are_separate: answers([
          { scopes: ["a", "b"], text: "a b" },
          { scopes: ["a", "b"], text: "a b" },
          { scopes: ["a", "b"], text: "a b" },
        ]),
        router_and_route_scopes_are_checked_apart: {
          status: 401,
          headers: { "www-authenticate": 'Bearer scope="items admin"' },
        },
      },
    },
  },
  {
    reason:
      "a dependency is resolved once, a body is read once: faults are said once, and what a dependency needs is not asked for again",
    answers: {
      "13_dependencies": {
        use_cache_false_below_a_cached_dependency: answers({ x: 1, y: 1, b: 1, counts: { base: 1 } }),
        same_dependency_twice_reports_twice: refused(
          ["int_parsing", "query", "a"],
          ["int_parsing", "query", "a"],
        ),
        router_dependency_and_parameter_report_the_same_error_twice: refused(["int_parsing", "query", "c"]),
        same_body_parameter_error_reported_twice: refused(["missing", "body", "title"]),
      },
    },
  },
  {
    reason: "an error that a dependency swallows goes outward all the same",
    answers: {
      "14_lifecycle": {
        swallowed_http_exception_hides_it_from_outer: fails(404, "lost"),
        swallowed_http_exception_hides_it_from_outer__log: answers([
          "outer enter",
          "swallowing enter",
          "swallowing ate HTTPException",
          "outer saw HTTPException",
          "outer exit",
          "response 404",
          "response sent",
          "call over",
        ]),
      },
    },
  },
  {
    reason: "NaN and infinities are no numbers, in text or in JSON",
    answers: {
      "01_path_params": {
        float_nan_untyped_response_is_500: refused(["finite_number", "path", "x"]),
        float_inf_untyped_response_is_500: refused(["finite_number", "path", "x"]),
        float_nan_typed_response_is_null: refused(["finite_number", "path", "x"]),
        float_infinity_typed_response_is_null: refused(["finite_number", "path", "x"]),
        open_interval_nan_is_rejected: refused(["finite_number", "path", "x"]),
      },
      "02_query_scalars": { float_overflow_is_infinite_and_500: refused(["finite_number", "query", "x"]) },
      "05_json_models": {
        infinite_input_turns_the_422_into_500: refused(["finite_number", "body", "price"]),
        nan_input_turns_the_422_into_500: refused(noJson),
        nan_under_an_ignored_key_is_harmless: refused(noJson),
        float_literal_overflow_is_infinity_and_500: refused(["finite_number", "body", "f"]),
        float_nan_literal_is_accepted_and_500: refused(noJson),
        typed_infinity_is_null: refused(["finite_number", "body", "f"]),
      },
    },
  },
  {
    reason: "a number beyond 2^53 is refused where an integer is declared; 5.0 and 5 are one number",
    answers: {
      "01_path_params": { int_thirty_digits_stay_exact: refused(["int_parsing_size", "path", "n"]) },
      "02_query_scalars": { int_beyond_64_bits_is_exact: refused(["int_parsing_size", "query", "n"]) },
      "05_json_models": {
        int_large_is_exact: refused(["int_parsing_size", "body", "i"]),
        typed_large_int_is_exact: refused(["int_parsing_size", "body", "i"]),
        strict_int_from_float_is_rejected: answers({ strict: 5 }),
      },
    },
  },
  {
    reason: "JSON is UTF-8; a lone surrogate is answered as the escape it came as",
    answers: {
      "05_json_models": {
        utf16_body_is_accepted: refused(noJson),
        lone_surrogate_escape_is_accepted_then_the_response_fails: answers({
          firstName: "\ud800",
          homeTown: "unknown",
        }),
      },
    },
  },
  {
    reason: "`%2F` is a character of its segment, not a separator",
    answers: {
      "01_path_params": { name_encoded_slash_splits_and_is_404: answers({ name: "a/b", length: 3 }) },
    },
  },
  {
    reason: "the lines of a header are one value, joined with commas; a list is split at its commas",
    answers: {
      "04_headers_cookies": {
        header_duplicate_scalar_first_wins: answers({ x_token: "first, second" }),
        header_int_duplicate_first_wins: refused(["int_parsing", "header", "x-count"]),
        header_list_comma_is_not_split: answers({ x_tag: ["a", "b"] }),
      },
    },
  },
  {
    reason: "a name is unknown when nobody in the operation declares it",
    answers: {
      "03_query_lists_models": {
        two_models_forbid_sees_the_other_models_field: answers({
          p: { limit: 5, words: [] },
          s: { name: "abc" },
        }),
      },
      "08_uploads": {
        strict_form_model_beside_a_file_takes_the_file_for_an_extra: answers({
          file: uploaded,
          caption: { title: "T", keywords: [] },
        }),
      },
    },
  },
  {
    reason: "a union without a tag takes its first member that fits",
    answers: {
      "06_body_shapes": {
        union_second_match_because_more_fields_set: answers({ type: "Cat", pet: { name: "Rex", lives: 9 } }),
      },
    },
  },
  {
    reason: "an urlencoded form is UTF-8",
    answers: { "07_forms": { raw_utf8_bytes_are_read_as_latin1: answers({ word: "é" }) } },
  },
  {
    reason: "a file's name has no folders",
    answers: { "08_uploads": { upload_path_in_filename_is_kept: answers(uploaded) } },
  },
  {
    reason: "a multipart preamble is skipped",
    answers: {
      "08_uploads": {
        multipart_preamble_is_400: answers({ filename: "a", content_type: null, size: 1, text: "x" }),
      },
    },
  },
  {
    reason: "what carries a security scheme runs before the body is read: 401",
    answers: {
      "15_security_schemes": {
        malformed_json_comes_before_the_missing_key: unauthenticated("APIKey"),
        invalid_utf8_comes_before_the_missing_key: unauthenticated("APIKey"),
        broken_multipart_comes_before_the_missing_key: unauthenticated("APIKey"),
      },
    },
  },
  {
    reason: "base64 is strict, names and passwords are UTF-8",
    answers: {
      "15_security_schemes": {
        basic_base64_with_stray_characters_is_accepted: unauthenticated("Basic"),
        basic_non_ascii_is_refused: answers({ username: "ada", password: "hés" }),
      },
    },
  },
  {
    reason: "a bearer scheme takes a bearer token; anything else is no credential",
    answers: {
      "15_security_schemes": {
        oauth_without_token_is_empty_string: unauthenticated("Bearer"),
        openid_gives_the_whole_header: unauthenticated("Bearer"),
      },
    },
  },
  {
    reason: "HEAD follows GET, OPTIONS answers, `Allow` is the union",
    answers: {
      "18_openapi_docs": {
        document_post_is_405: { status: 405, headers: { allow: "GET, HEAD, OPTIONS" } },
      },
      "12_routing": {
        method_not_allowed_allow_lists_first_route_only: {
          status: 405,
          headers: { allow: "DELETE, GET, HEAD, OPTIONS, PUT" },
        },
        method_not_allowed_api_route_lists_all: {
          status: 405,
          headers: { allow: "GET, HEAD, OPTIONS, POST" },
        },
        head_on_get_is_405: { status: 200, headers: { "content-type": json }, body: "" },
        options_on_get_is_405: {
          status: 204,
          headers: { allow: "DELETE, GET, HEAD, OPTIONS, PUT" },
          body: "",
        },
        unknown_method_is_405: { status: 405, headers: { allow: "DELETE, GET, HEAD, OPTIONS, PUT" } },
        partial_match_reports_the_first_route: { status: 405, headers: { allow: "GET, HEAD, OPTIONS, PUT" } },
        method_not_allowed_in_router: { status: 405, headers: { allow: "GET, HEAD, OPTIONS, POST" } },
        method_not_allowed_does_not_run_dependencies_or_validate: {
          status: 405,
          headers: { allow: "GET, HEAD, OPTIONS, POST" },
        },
        method_not_allowed_on_root: { status: 405, headers: { allow: "GET, HEAD, OPTIONS" } },
        starlette_route_405_lists_head: { status: 405, headers: { allow: "GET, HEAD, OPTIONS" } },
        openapi_url_post_is_405: { status: 405, headers: { allow: "GET, HEAD, OPTIONS" } },
        mount_405: { status: 405, headers: { allow: "GET, HEAD, OPTIONS" } },
      },
      "11_errors": {
        method_not_allowed_uses_class_handler: { status: 405, headers: { allow: "GET, HEAD, OPTIONS" } },
      },
      "10_response_control": {
        file_head: { status: 200, headers: { "content-length": "31", "accept-ranges": "bytes" }, body: "" },
        get_on_head_only_is_405: { status: 405, headers: { allow: "HEAD, OPTIONS" } },
        head_on_get_route_is_405: { status: 200, headers: { "content-length": "16" }, body: "" },
      },
      "17_middleware_cors_gzip": {
        headers_added_to_405: {
          status: 405,
          headers: { allow: "GET, HEAD, OPTIONS", "x-function": "405", "x-order": /^second(, |\n)third$/ },
        },
      },
    },
  },
  {
    reason: "it is answered as it says, like one raised anywhere else",
    answers: {
      "17_middleware_cors_gzip": {
        http_exception_raised_in_middleware_is_500: fails(401, "raised in middleware"),
      },
    },
  },
  {
    reason: "`q=0` is respected",
    answers: {
      "17_middleware_cors_gzip": {
        gzip_refused_by_q_zero_is_still_used: {
          status: 200,
          headers: { "content-encoding": null, vary: "Accept-Encoding" },
          body: "a".repeat(500),
        },
      },
    },
  },
  {
    reason: "a multipart form that ends too early is a 400",
    answers: {
      "08_uploads": { multipart_cut_before_the_end_drops_the_unfinished_part: fails(400, brokenForm) },
    },
  },
  {
    reason: "one name in one place has one schema within an operation; two are refused at start-up",
    answers: {
      "18_openapi_docs": { lambda_default_parameter: answers({ p: { limit: 4 }, limit: 4 }) },
    },
  },
  {
    reason: "a 304 says nothing about a body that it does not carry",
    answers: {
      "10_response_control": {
        status_304_no_body_header_kept: { status: 304, headers: { "content-type": null, "x-cache": "hit" } },
      },
    },
  },
  {
    reason: "a header that a dependency sets stands in place of the answer's own",
    answers: {
      "10_response_control": {
        content_type_header_is_added_not_replaced: {
          status: 200,
          headers: { "content-type": "application/problem+json" },
          body: { ok: true },
        },
      },
    },
  },
  {
    reason: "a range in another unit is passed over",
    answers: {
      "10_response_control": {
        file_range_other_unit_is_400: { status: 200, body: "roses are red\nviolets are blue\n" },
      },
    },
  },
  {
    reason: "refused",
    answers: {
      "12_routing": {
        trace: fails(404, "Not Found"),
      },
    },
  },
];

/** All of them, by `application:request`. */
export function purposesById(): ReadonlyMap<string, Purpose> {
  const purposes = new Map<string, Purpose>();
  for (const { reason, answers: apps } of differencesOnPurpose) {
    for (const [app, requests] of Object.entries(apps)) {
      for (const [id, own] of Object.entries(requests)) {
        if (purposes.has(`${app}:${id}`)) throw new Error(`${app}:${id} is listed twice`);
        purposes.set(`${app}:${id}`, { reason, own });
      }
    }
  }
  return purposes;
}
