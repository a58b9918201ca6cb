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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which logs a client wants. A log matches if its address is one of {@code addresses} and, at every place of {@code
 * topics}, its topic is one of the alternatives there; so it has at least as many topics as the filter has places.
 *
 * @param blocks    in which blocks
 * @param addresses of 20 bytes; empty for any
 * @param topics    alternatives of 32 bytes by place; empty at a place for any
 */
record LogFilter(Blocks blocks, Set<Bytes> addresses, List<Set<Bytes>> topics) {
    private static final int MAX_TOPICS = 4;
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern TOPIC = Pattern.compile("0x[0-9a-fA-F]{64}");

    /** In which blocks logs are wanted. */
    sealed interface Blocks {}

    /** One block, canonical or abandoned. */
    record OneBlock(Hash hash) implements Blocks {}

    /** All canonical blocks between two, both included. */
    record BlockRange(BlockSelector from, BlockSelector to) implements Blocks {}

    LogFilter {
        addresses = Set.copyOf(addresses);
        topics = topics.stream().map(Set::copyOf).toList();
    }

    /**
     * Reads the object that clients give.
     *
     * @param label        what the object is called in errors
     * @param alternatives most addresses, and most topics of one place
     * @throws RpcException if it is no filter
     */
    static LogFilter parse(String label, JsonNode filter, int alternatives) throws RpcException {
        if (!filter.isObject()) {
            throw wrong(label, filter, "an object with any of address, topics, fromBlock, toBlock and blockHash");
        }
        return new LogFilter(
                blocks(label, filter),
                alternatives(
                        label + ".address", filter.path("address"), ADDRESS, "an address of 20 bytes", alternatives),
                topics(label + ".topics", filter.path("topics"), alternatives));
    }

    private static Blocks blocks(String label, JsonNode filter) throws RpcException {
        boolean isRange = filter.hasNonNull("fromBlock") || filter.hasNonNull("toBlock");
        if (!filter.hasNonNull("blockHash")) {
            BlockSelector from = bound(label + ".fromBlock", filter.path("fromBlock"));
            BlockSelector to = bound(label + ".toBlock", filter.path("toBlock"));
            if (from instanceof BlockSelector.ByNumber low
                    && to instanceof BlockSelector.ByNumber high
                    && low.number() > high.number()) {
                throw invalidRange(low.number(), high.number());
            }
            return new BlockRange(from, to);
        }
        if (isRange) {
            throw wrong(label, filter, "either blockHash or fromBlock and toBlock, not both");
        }
        return new OneBlock(Params.hash(label + ".blockHash", filter.get("blockHash")));
    }

    private static BlockSelector bound(String label, JsonNode value) throws RpcException {
        return value.isMissingNode() || value.isNull() ? BlockSelector.HEAD : Params.numberOrTag(label, value, "");
    }

    /** The range ends before it begins. */
    static RpcException invalidRange(long from, long to) {
        return RpcException.invalidParams("invalid block range params: fromBlock " + from + " is above toBlock " + to);
    }

    private static List<Set<Bytes>> topics(String label, JsonNode value, int most) throws RpcException {
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > MAX_TOPICS) {
            throw wrong(label, value, "an array of up to " + MAX_TOPICS + " topics");
        }
        List<Set<Bytes>> places = new ArrayList<>();
        for (int place = 0; place < value.size(); place++) {
            String at = label + "[" + place + "]";
            places.add(alternatives(at, value.get(place), TOPIC, "a topic of 32 bytes", most));
        }
        return places;
    }

    /** Empty where anything will do: nothing is given, an empty array, or an array with null in it. */
    private static Set<Bytes> alternatives(String label, JsonNode value, Pattern shape, String what, int most)
            throws RpcException {
        if (value.isMissingNode() || value.isNull()) {
            return Set.of();
        }
        if (!value.isArray()) {
            return Set.of(bytes(label, value, shape, what + ", or an array of such"));
        }
        if (value.size() > most) {
            throw RpcException.limitExceeded(
                    label + " has " + value.size() + " alternatives, more than the " + most + " that are allowed");
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
            throw wrong(label, value, what + ": 0x and hexadecimal digits");
        }
        String text = value.textValue();
        return Bytes.of(HexFormat.of().parseHex(text, 2, text.length()));
    }

    private static RpcException wrong(String label, JsonNode value, String expected) {
        return RpcException.invalidParams(label + " is " + Shown.of(value) + ": expected " + expected);
    }

    /** Every log. */
    static LogFilter any() {
        return new LogFilter(new BlockRange(BlockSelector.HEAD, BlockSelector.HEAD), Set.of(), List.of());
    }

    /** Whether logs of a block that has just become the head, or was it, are wanted: a tag excludes none. */
    boolean matchesNews(BlockRef block) {
        if (blocks instanceof BlockRange range) {
            return !(range.from() instanceof BlockSelector.ByNumber low && block.number() < low.number())
                    && !(range.to() instanceof BlockSelector.ByNumber high && block.number() > high.number());
        }
        return block().equals(Optional.of(block.hash()));
    }

    boolean matches(ReceiptLog log) {
        return matches(log.address(), log.topics());
    }

    boolean matches(Bytes address, List<Bytes> topicsOfLog) {
        if (!addresses.isEmpty() && !addresses.contains(address) || topics.size() > topicsOfLog.size()) {
            return false;
        }
        for (int place = 0; place < topics.size(); place++) {
            if (!topics.get(place).isEmpty() && !topics.get(place).contains(topicsOfLog.get(place))) {
                return false;
            }
        }
        return true;
    }

    /** What a receipt must have one of each, to have a log that matches. */
    List<Set<Bytes>> termSets() {
        return Stream.concat(Stream.of(addresses), topics.stream())
                .filter(set -> !set.isEmpty())
                .toList();
    }

    /** The one block of the filter; empty where it has a range. */
    Optional<Hash> block() {
        return blocks instanceof OneBlock one ? Optional.of(one.hash()) : Optional.empty();
    }
}
