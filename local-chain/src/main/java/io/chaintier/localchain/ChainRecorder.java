package io.chaintier.localchain;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Keeps what a node answered about every block, for a node forgets abandoned ones at once. {@link #record} must be
 * called after blocks are made and before they are abandoned, while nobody else drives the node. Not thread-safe.
 */
public final class ChainRecorder {
    private final JsonRpc node;
    private final Map<String, RecordedBlock> byHash = new LinkedHashMap<>();
    private final NavigableMap<Long, RecordedBlock> canonical = new TreeMap<>();

    public ChainRecorder(JsonRpc node) {
        this.node = requireNonNull(node, "node");
    }

    /**
     * Records all that is new since the last call, block 0 included at the first.
     *
     * @return the way from the head of the last call to the present one
     * @throws IllegalStateException if blocks vanish meanwhile
     */
    public List<ChainStep> record() {
        Deque<RecordedBlock> appended = new ArrayDeque<>();
        JsonNode cursor = node.call("eth_getBlockByNumber", "latest", true);
        while (!isCanonical(cursor)) {
            appended.push(withReceipts(cursor));
            if (appended.peek().number() == 0) {
                break;
            }
            cursor = node.call("eth_getBlockByHash", cursor.path("parentHash").asText(), true);
            requireKnown(cursor, "eth_getBlockByHash");
        }
        long firstAppended =
                appended.isEmpty() ? number(cursor) + 1 : appended.peek().number();

        List<ChainStep> steps = new ArrayList<>();
        NavigableMap<Long, RecordedBlock> abandoned = canonical.tailMap(firstAppended, true);
        abandoned
                .descendingMap()
                .values()
                .forEach(block -> steps.add(new ChainStep.Revert(block.number(), block.hash())));
        abandoned.clear();
        for (RecordedBlock block : appended) {
            byHash.put(block.hash(), block);
            canonical.put(block.number(), block);
            steps.add(new ChainStep.Append(block));
        }
        return List.copyOf(steps);
    }

    /** Everything recorded, in the order it was seen. */
    public List<RecordedBlock> blocks() {
        return List.copyOf(byHash.values());
    }

    /** The branch of the last {@link #record}, from block 0 to the head. */
    public List<RecordedBlock> canonical() {
        return List.copyOf(canonical.values());
    }

    /** Everything recorded that is not {@link #canonical}. */
    public List<RecordedBlock> abandoned() {
        return byHash.values().stream()
                .filter(block -> !isCanonical(block.block()))
                .toList();
    }

    private boolean isCanonical(JsonNode block) {
        RecordedBlock known = canonical.get(number(block));
        return known != null && known.hash().equals(block.path("hash").asText());
    }

    private RecordedBlock withReceipts(JsonNode block) {
        JsonNode receipts = node.call("eth_getBlockReceipts", block.path("hash").asText());
        requireKnown(receipts, "eth_getBlockReceipts");
        return new RecordedBlock(block, receipts);
    }

    private static void requireKnown(JsonNode answer, String method) {
        if (answer.isNull()) {
            throw new IllegalStateException(method + " answered null: the chain changed while it was recorded");
        }
    }

    private static long number(JsonNode block) {
        return Long.decode(block.path("number").asText());
    }
}
