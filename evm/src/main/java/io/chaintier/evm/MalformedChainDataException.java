package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * JSON that cannot be a block or receipt. The same input fails again. The message names field, value and what was
 * expected, as in {@code block.transactions[3].nonce="0x0g": expected ...}; the caller adds where the input came from.
 */
public final class MalformedChainDataException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN_CHARACTERS = 80;

    private final String path;
    private final String value;
    private final String expected;

    private MalformedChainDataException(String path, String value, String expected) {
        super(path + value + ": expected " + expected);
        this.path = path;
        this.value = value;
        this.expected = expected;
    }

    /**
     * The path is added with {@link #within} on the way up.
     *
     * @param value may be Jackson's missing node
     */
    static MalformedChainDataException of(JsonNode value, String expected) {
        return new MalformedChainDataException(
                "", value.isMissingNode() ? " is missing" : "=" + shortened(value), expected);
    }

    /** The same complaint seen from one level further up: {@code step} is a field name or {@code [index]}. */
    MalformedChainDataException within(String step) {
        String joined = path.isEmpty() || path.startsWith("[") ? step + path : step + "." + path;
        return new MalformedChainDataException(joined, value, expected);
    }

    /** The field, for example {@code receipts[0].logs[2].topics[1]}. */
    public String path() {
        return path;
    }

    private static String shortened(JsonNode value) {
        if (value.isContainerNode()) {
            return value.isArray() ? "[array of " + value.size() + "]" : "{object of " + value.size() + " fields}";
        }
        String text = value.toString();
        return text.length() <= SHOWN_CHARACTERS
                ? text
                : text.substring(0, SHOWN_CHARACTERS) + "... (" + text.length() + " characters)";
    }
}
