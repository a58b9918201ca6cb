package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.evm.ReceiptLog;
import io.chaintier.store.BlockSelector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which new logs somebody wants. A tag bounds nothing: what is new is at the head.
 *
 * @param addresses alternatives of 20 bytes; empty for any
 * @param topics    alternatives of 32 bytes by place; empty at a place for any
 * @param from      lowest block number
 * @param to        highest block number
 * @param blockHash the only block
 */
record LogCriteria(
        Set<Bytes> addresses, List<Set<Bytes>> topics, OptionalLong from, OptionalLong to, Optional<Hash> blockHash) {
    private static final int MAX_TOPICS = 4;
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern TOPIC = Pattern.compile("0x[0-9a-fA-F]{64}");

    LogCriteria {
        addresses = Set.copyOf(addresses);
        topics = topics.stream().map(Set::copyOf).toList();
    }

    /** Every log. */
    static LogCriteria any() {
        return new LogCriteria(Set.of(), List.of(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    /**
     * @param label what the object is called in errors
     * @throws RpcException if it is no filter
     */
    static LogCriteria parse(String label, JsonNode filter) throws RpcException {
        if (!filter.isObject()) {
            throw wrong(label, filter, "an object with any of address, topics, fromBlock, toBlock and blockHash");
        }
        Optional<Hash> blockHash = filter.hasNonNull("blockHash")
                ? Optional.of(Params.hash(label + ".blockHash", filter.get("blockHash")))
                : Optional.empty();
        OptionalLong from = bound(label + ".fromBlock", filter.path("fromBlock"));
        OptionalLong to = bound(label + ".toBlock", filter.path("toBlock"));
        if (blockHash.isPresent() && (filter.hasNonNull("fromBlock") || filter.hasNonNull("toBlock"))) {
            throw wrong(label, filter, "either blockHash or a range of blocks");
        }
        if (from.isPresent() && to.isPresent() && from.getAsLong() > to.getAsLong()) {
            throw wrong(label, filter, "fromBlock not above toBlock");
        }
        return new LogCriteria(
                alternatives(label + ".address", filter.path("address"), ADDRESS, "an address of 20 bytes"),
                topics(label + ".topics", filter.path("topics")),
                from,
                to,
                blockHash);
    }

    private static OptionalLong bound(String label, JsonNode value) throws RpcException {
        boolean given = !value.isMissingNode() && !value.isNull();
        return given && Params.numberOrTag(label, value, "") instanceof BlockSelector.ByNumber by
                ? OptionalLong.of(by.number())
                : OptionalLong.empty();
    }

    private static List<Set<Bytes>> topics(String label, JsonNode value) throws RpcException {
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > MAX_TOPICS) {
            throw wrong(label, value, "an array of up to " + MAX_TOPICS + " topics");
        }
        List<Set<Bytes>> places = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            places.add(alternatives(label + "[" + i + "]", value.get(i), TOPIC, "a topic of 32 bytes"));
        }
        return places;
    }

    /** Empty where anything will do: nothing is given, or one of the alternatives is null. */
    private static Set<Bytes> alternatives(String label, JsonNode value, Pattern shape, String what)
            throws RpcException {
        if (value.isMissingNode() || value.isNull()) {
            return Set.of();
        }
        if (!value.isArray()) {
            return Set.of(bytes(label, value, shape, what + ", or an array of such"));
        }
        Set<Bytes> all = new HashSet<>();
        boolean any = false;
        for (int i = 0; i < value.size(); i++) {
            if (value.get(i).isNull()) {
                any = true;
            } else {
                all.add(bytes(label + "[" + i + "]", value.get(i), shape, what));
            }
        }
        return any ? Set.of() : all;
    }

    private static Bytes bytes(String label, JsonNode value, Pattern shape, String what) throws RpcException {
        if (!value.isTextual() || !shape.matcher(value.textValue()).matches()) {
            throw wrong(label, value, what);
        }
        String text = value.textValue();
        return Bytes.of(HexFormat.of().parseHex(text, 2, text.length()));
    }

    private static RpcException wrong(String label, JsonNode value, String expected) {
        return RpcException.invalidParams(label + " is " + Shown.of(value) + ": expected " + expected);
    }

    /** Whether logs of this block can be wanted. */
    boolean matches(BlockRef block) {
        return block.number() >= from.orElse(0)
                && block.number() <= to.orElse(Long.MAX_VALUE)
                && blockHash.map(block.hash()::equals).orElse(true);
    }

    boolean matches(ReceiptLog log) {
        if (!addresses.isEmpty() && !addresses.contains(log.address())
                || topics.size() > log.topics().size()) {
            return false;
        }
        for (int i = 0; i < topics.size(); i++) {
            if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) {
                return false;
            }
        }
        return true;
    }
}
