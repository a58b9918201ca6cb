package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Hash;
import io.chaintier.store.BlockSelector;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The params of a call, read strictly: every error names the param, its value and what was expected. */
final class Params {
    static final String NUMBER_OR_TAG = "block number or tag";
    static final String BLOCK_HASH = "block hash";
    static final String NUMBER_OR_TAG_OR_HASH = "block number, tag or hash";
    static final String TRANSACTION_HASH = "transaction hash";

    private static final String TAGS = "latest, earliest, safe, finalized or pending";
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern QUANTITY = Pattern.compile("0x(0|[1-9a-fA-F][0-9a-fA-F]*)");
    private static final Pattern DATA = Pattern.compile("0x(?:[0-9a-fA-F]{2})*+");
    private static final int MAX_PERCENTILES = 100;
    private static final double MAX_PERCENTILE = 100;
    private static final int PREFIX_CHARS = 2;
    private static final int MAX_QUANTITY_CHARS = 18;

    private final List<String> names;
    private final JsonNode values;

    /**
     * @param names    what the method calls its params
     * @param required how many of them must be there
     * @param values   the {@code params} of the call
     * @throws RpcException if they are not an array of that many
     */
    Params(String method, List<String> names, int required, JsonNode values) throws RpcException {
        if (!values.isArray() && !values.isMissingNode()) {
            throw RpcException.invalidParams("params is " + Shown.of(values) + ": expected an array");
        }
        if (values.size() < required) {
            throw RpcException.invalidParams("params[" + values.size() + "] (" + names.get(values.size())
                    + ") is missing: " + method + " takes " + range(required, names.size()));
        }
        if (values.size() > names.size()) {
            throw RpcException.invalidParams("too many params: " + method + " takes " + range(required, names.size())
                    + ", but got " + values.size());
        }
        this.names = names;
        this.values = values;
    }

    private static String range(int required, int all) {
        return required == all ? String.valueOf(all) : required + " to " + all;
    }

    /** Whether the caller gave this param; one that may be left out may be null too. */
    boolean has(int index) {
        return values.hasNonNull(index);
    }

    JsonNode value(int index) {
        return values.get(index);
    }

    Hash hash(int index) throws RpcException {
        return hash(label(index), value(index));
    }

    String text(int index) throws RpcException {
        if (!value(index).isTextual() || value(index).textValue().isEmpty()) {
            throw wrong(label(index), value(index), "text");
        }
        return value(index).textValue();
    }

    BlockSelector blockHash(int index) throws RpcException {
        return BlockSelector.hash(hash(index));
    }

    byte[] data(int index) throws RpcException {
        String text = value(index).isTextual() ? value(index).textValue() : "";
        if (!DATA.matcher(text).matches()) {
            throw wrong(label(index), value(index), "bytes as 0x and an even number of hexadecimal digits");
        }
        return HexFormat.of().parseHex(text, PREFIX_CHARS, text.length());
    }

    boolean bool(int index) throws RpcException {
        if (!value(index).isBoolean()) {
            throw wrong(label(index), value(index), "true or false");
        }
        return value(index).booleanValue();
    }

    /** Parts of a hundred: up to a hundred numbers from 0 to 100, none below the one before it. */
    List<Double> percentiles(int index) throws RpcException {
        JsonNode list = value(index);
        List<Double> percentiles = new ArrayList<>();
        double last = 0;
        boolean fits = list.isArray() && list.size() <= MAX_PERCENTILES;
        for (int i = 0; fits && i < list.size(); i++) {
            double percentile = list.get(i).asDouble();
            fits = list.get(i).isNumber() && percentile >= last && percentile <= MAX_PERCENTILE;
            percentiles.add(percentile);
            last = percentile;
        }
        if (!fits) {
            throw wrong(label(index), list, "up to 100 numbers from 0 to 100, in ascending order");
        }
        return percentiles;
    }

    /** A place in a list; empty where it is above all that a list can have. */
    OptionalInt index(int index) throws RpcException {
        long place =
                quantity(label(index), value(index), "a number as 0x and hexadecimal digits without leading zeros");
        return place > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) place);
    }

    /**
     * A block number or a tag. The chain has no blocks above {@code latest} to show, so {@code pending} is answered as
     * that; {@code earliest} is number 0.
     */
    BlockSelector numberOrTag(int index) throws RpcException {
        return numberOrTag(label(index), value(index), "");
    }

    /** A block number, a tag, a block hash, or an object with {@code blockNumber} or {@code blockHash}. */
    BlockSelector numberOrTagOrHash(int index) throws RpcException {
        JsonNode value = value(index);
        if (value.isObject()) {
            boolean byHash = value.has("blockHash");
            if (byHash == value.has("blockNumber")) {
                throw wrong(label(index), value, "an object with either blockHash or blockNumber");
            }
            return byHash
                    ? BlockSelector.hash(hash(label(index) + ".blockHash", value.get("blockHash")))
                    : numberOrTag(label(index) + ".blockNumber", value.get("blockNumber"), "");
        }
        return value.isTextual() && HASH.matcher(value.textValue()).matches()
                ? BlockSelector.hash(hash(index))
                : numberOrTag(label(index), value, ", a block hash, or an object with blockHash or blockNumber");
    }

    /** Whether the object at {@code index} insists that its {@code blockHash} be canonical. */
    boolean requiresCanonical(int index) throws RpcException {
        JsonNode flag = value(index).path("requireCanonical");
        if (!flag.isMissingNode() && !flag.isBoolean()) {
            throw wrong(label(index) + ".requireCanonical", flag, "true or false");
        }
        return flag.booleanValue();
    }

    static BlockSelector numberOrTag(String label, JsonNode value, String others) throws RpcException {
        if (value.isTextual()) {
            switch (value.textValue()) {
                case "latest", "pending":
                    return BlockSelector.HEAD;
                case "safe":
                    return BlockSelector.SAFE;
                case "finalized":
                    return BlockSelector.FINALIZED;
                case "earliest":
                    return BlockSelector.number(0);
                default:
                    break;
            }
        }
        return BlockSelector.number(quantity(
                label,
                value,
                "a block number as 0x and hexadecimal digits without leading zeros, or " + TAGS + others));
    }

    private static long quantity(String label, JsonNode value, String expected) throws RpcException {
        String text = value.isTextual() ? value.textValue() : "";
        if (!QUANTITY.matcher(text).matches()) {
            throw wrong(label, value, expected);
        }
        long number =
                text.length() > MAX_QUANTITY_CHARS ? -1 : Long.parseUnsignedLong(text, PREFIX_CHARS, text.length(), 16);
        if (number < 0) {
            throw wrong(label, value, "a number below 2^63");
        }
        return number;
    }

    static Hash hash(String label, JsonNode value) throws RpcException {
        if (!value.isTextual() || !HASH.matcher(value.textValue()).matches()) {
            throw wrong(label, value, "a hash of 32 bytes as 0x and 64 hexadecimal digits");
        }
        return Hash.parse(value.textValue());
    }

    /** How errors call this param. */
    String label(int index) {
        return "params[" + index + "] (" + names.get(index) + ")";
    }

    private static RpcException wrong(String label, JsonNode value, String expected) {
        return RpcException.invalidParams(label + " is " + Shown.of(value) + ": expected " + expected);
    }
}
