package io.chaintier.sinkstatus;

/**
 * An answer.
 *
 * @param status      HTTP status
 * @param contentType of the body
 */
record Page(int status, String contentType, String body) {
    static final String JSON = "application/json";
    static final String HTML = "text/html; charset=utf-8";
    static final String TEXT = "text/plain; charset=utf-8";
}
