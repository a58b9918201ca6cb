package io.chaintier.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Random;

/**
 * A reader of one tier that is never satisfied: while blocks come in it asks for the head and for blocks and receipts at
 * and below it, and notes the first thing that no node would answer. For chains without gaps and reorganisations.
 */
final class HeadPoller implements AutoCloseable {
    private final String tier;
    private final RpcClient rpc;
    private final Random random;
    private final Thread thread = new Thread(this::run, "head-poller");
    private volatile boolean running = true;
    private volatile String complaint;
    private volatile long looks;
    private long highest = -1;

    private HeadPoller(String tier, RpcClient rpc, long seed) {
        this.tier = tier;
        this.rpc = rpc;
        this.random = new Random(seed);
    }

    static HeadPoller start(String tier, RpcClient rpc, long seed) {
        HeadPoller poller = new HeadPoller(tier, rpc, seed);
        poller.thread.start();
        return poller;
    }

    /** What was wrong; empty if nothing was. */
    Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    /** How often it looked at a head. */
    long looks() {
        return looks;
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (running && complaint == null) {
            try {
                look();
            } catch (RuntimeException | AssertionError e) {
                complaint = tier + ": " + e;
            }
        }
    }

    private void look() {
        JsonNode latest = rpc.answer("eth_getBlockByNumber", "latest", true).path("result");
        if (highest < 0 && !latest.has("number")) {
            return; // The chain is not there yet.
        }
        long head = Long.decode(latest.get("number").asText());
        if (head < highest) {
            complaint = tier + ": the head moved back from " + highest + " to " + head;
        }
        highest = head;
        looks++;
        checkAt(head);
        checkAt(random.nextLong(head + 1));
    }

    private void checkAt(long height) {
        String number = "0x" + Long.toHexString(height);
        JsonNode block = rpc.result("eth_getBlockByNumber", number, true);
        JsonNode receipts = rpc.result("eth_getBlockReceipts", number);
        if (block.isNull() || receipts.isNull()) {
            complaint = tier + ": there is a hole at " + height + " under the head " + highest;
        } else if (block.get("transactions").size() != receipts.size()) {
            complaint = tier + ": block " + height + " has "
                    + block.get("transactions").size() + " transactions but " + receipts.size() + " receipts";
        }
    }
}
