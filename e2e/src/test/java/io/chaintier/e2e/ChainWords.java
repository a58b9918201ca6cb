package io.chaintier.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.localchain.RecordedBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What can be asked for of a chain: its numbers, hashes, addresses and topics, and some that it does not have. */
final class ChainWords {
    private static final List<String> TAGS = List.of("latest", "earliest", "pending", "safe", "finalized");

    private final List<String> blockHashes = new ArrayList<>();
    private final List<String> transactionHashes = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final List<String> topics = new ArrayList<>();
    private final Random random;
    private final long head;

    /** @param canonical from block 0 to the head */
    ChainWords(List<RecordedBlock> canonical, Random random) {
        this.random = random;
        this.head = canonical.size() - 1L;
        for (RecordedBlock block : canonical) {
            blockHashes.add(block.hash());
            block.block()
                    .get("transactions")
                    .forEach(transaction ->
                            transactionHashes.add(transaction.get("hash").asText()));
            for (JsonNode receipt : block.receipts()) {
                receipt.get("logs").forEach(log -> {
                    addresses.add(log.get("address").asText());
                    log.get("topics").forEach(topic -> topics.add(topic.asText()));
                });
            }
        }
    }

    String number() {
        // One in ten is above the head.
        return quantity(random.nextInt((int) (head * 1.1) + 2));
    }

    String tag() {
        return any(TAGS);
    }

    String numberOrTag() {
        return random.nextInt(3) == 0 ? tag() : number();
    }

    String blockHash() {
        return random.nextInt(10) == 0 ? unknownHash() : any(blockHashes);
    }

    String transactionHash() {
        return random.nextInt(10) == 0 ? unknownHash() : any(transactionHashes);
    }

    String address() {
        return random.nextInt(5) == 0 ? "0x" + hex(20) : any(addresses);
    }

    String topic() {
        return random.nextInt(5) == 0 ? unknownHash() : any(topics);
    }

    String index() {
        return quantity(random.nextInt(15));
    }

    /** A filter of logs in any of its forms: a range or a block, addresses, and topics by their places. */
    Map<String, Object> logFilter() {
        Map<String, Object> filter = new TreeMap<>();
        if (random.nextInt(4) == 0) {
            filter.put("blockHash", blockHash());
        } else {
            long from = random.nextInt((int) head + 1);
            sometimes(() -> filter.put("fromBlock", random.nextInt(6) == 0 ? tag() : quantity(from)));
            sometimes(() -> filter.put(
                    "toBlock", random.nextInt(6) == 0 ? tag() : quantity(from + random.nextInt((int) head))));
        }
        if (random.nextBoolean()) {
            filter.put("address", random.nextBoolean() ? address() : List.of(address(), address()));
        }
        if (random.nextBoolean()) {
            List<Object> places = new ArrayList<>();
            for (int place = random.nextInt(4); place >= 0; place--) {
                places.add(
                        switch (random.nextInt(4)) {
                            case 0 -> null;
                            case 1 -> List.of(topic(), topic(), topic());
                            default -> topic();
                        });
            }
            filter.put("topics", places);
        }
        return filter;
    }

    private void sometimes(Runnable step) {
        if (random.nextInt(5) > 0) {
            step.run();
        }
    }

    boolean yesOrNo() {
        return random.nextBoolean();
    }

    long head() {
        return head;
    }

    String unknownHash() {
        return "0x" + hex(32);
    }

    static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }

    private String hex(int bytes) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < 2 * bytes; i++) {
            digits.append(Character.forDigit(random.nextInt(16), 16));
        }
        return digits.toString();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
