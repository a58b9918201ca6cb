package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;

/**
 * One call of a request as it was received, not yet checked.
 *
 * @param node any JSON value
 */
record RpcCall(JsonNode node) {
    private static final String VERSION = "2.0";

    /** The id to answer with: null where the call has none that can be used. */
    JsonNode id() {
        JsonNode id = node.path("id");
        return isUsableId(id) ? id : NullNode.instance;
    }

    /** Whether the caller wants no answer: a well-formed call without id. */
    boolean isNotification() {
        return node.isObject()
                && !node.has("id")
                && hasVersion()
                && node.path("method").isTextual();
    }

    /** @throws RpcException if this is not a call */
    void check() throws RpcException {
        if (!node.isObject()) {
            throw RpcException.invalidRequest("expected a JSON object with a call, but got " + Shown.of(node));
        }
        if (!hasVersion()) {
            throw RpcException.invalidRequest(
                    "jsonrpc is " + Shown.of(node.path("jsonrpc")) + ": expected \"" + VERSION + "\"");
        }
        if (node.has("id") && !isUsableId(node.get("id"))) {
            throw RpcException.invalidRequest(
                    "id is " + Shown.of(node.get("id")) + ": expected a string, a number or null");
        }
        if (!node.path("method").isTextual()) {
            throw RpcException.invalidRequest(
                    "method is " + Shown.of(node.path("method")) + ": expected the name of a method");
        }
    }

    /** Whether {@link #check} passes. */
    boolean isWellFormed() {
        try {
            check();
            return true;
        } catch (RpcException e) {
            return false;
        }
    }

    String method() {
        return node.path("method").textValue();
    }

    /** The name as an error message shows it. */
    String shownMethod() {
        return Shown.of(node.path("method"));
    }

    /** The value of {@code params}; missing if there is none. */
    JsonNode params() {
        JsonNode params = node.path("params");
        return params.isNull() ? MissingNode.getInstance() : params;
    }

    private boolean hasVersion() {
        return VERSION.equals(node.path("jsonrpc").textValue());
    }

    private static boolean isUsableId(JsonNode id) {
        return id.isTextual() || id.isNumber() || id.isNull();
    }
}
