package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;

/** Values of a request as error messages show them. */
final class Shown {
    private static final int MAX_CHARS = 100;

    private Shown() {}

    /** The JSON, cut where it is long. */
    static String of(JsonNode value) {
        if (value.isMissingNode()) {
            return "missing";
        }
        String text = value.toString();
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
    }
}
