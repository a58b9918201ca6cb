package io.chaintier.gateway.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares answers with what a case file expects: JSON for JSON, with two exceptions. An expected string that ends with
 * {@code ...} stands for every string that begins like it; and an expected {@code "$name"} stands for any value where it
 * comes first in the file, and from then on, also within requests, for that value. For the cases of one file.
 */
final class Expectation {
    private static final String ANY_END = "...";
    private static final Pattern NAME = Pattern.compile("\\$([a-zA-Z]\\w*)");

    private final Map<String, JsonNode> values = new HashMap<>();

    /** The request with the values of its names. */
    String fillIn(String request) {
        return NAME.matcher(request)
                .replaceAll(match -> Matcher.quoteReplacement(
                        values.containsKey(match.group(1))
                                ? values.get(match.group(1)).asText()
                                : match.group()));
    }

    /** @return empty if it fits, else where it does not and how */
    String difference(JsonNode expected, JsonNode actual) {
        return difference("", expected, actual);
    }

    private String difference(String at, JsonNode expected, JsonNode actual) {
        if (expected.isObject() && actual.isObject()) {
            return differenceOfObjects(at, expected, actual);
        }
        if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            return differenceOfArrays(at, expected, actual);
        }
        return fits(expected, actual) ? "" : at + ": expected " + expected + ", but got " + actual;
    }

    private String differenceOfObjects(String at, JsonNode expected, JsonNode actual) {
        TreeSet<String> names = new TreeSet<>();
        expected.fieldNames().forEachRemaining(names::add);
        actual.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String difference = difference(at + "/" + name, expected.path(name), actual.path(name));
            if (!difference.isEmpty()) {
                return difference;
            }
        }
        return "";
    }

    private String differenceOfArrays(String at, JsonNode expected, JsonNode actual) {
        for (int i = 0; i < expected.size(); i++) {
            String difference = difference(at + "/" + i, expected.get(i), actual.get(i));
            if (!difference.isEmpty()) {
                return difference;
            }
        }
        return "";
    }

    private boolean fits(JsonNode expected, JsonNode actual) {
        String text = expected.isTextual() ? expected.textValue() : "";
        Matcher name = NAME.matcher(text);
        if (name.matches() && !actual.isMissingNode()) {
            return values.computeIfAbsent(name.group(1), first -> actual).equals(actual);
        }
        if (text.endsWith(ANY_END)) {
            return actual.isTextual()
                    && actual.textValue().startsWith(text.substring(0, text.length() - ANY_END.length()));
        }
        return expected.equals(actual);
    }
}
