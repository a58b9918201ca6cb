package io.chaintier.event.wire;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.Payload;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the frozen files under {@code /frozen} mean. */
final class FrozenEvents {
    static final List<ChainEvent> VERSION_1 = List.of(
            event(7, new BlockAppended(block(17, "11", 20, true))),
            event(11, new BlockAppended(block(18, "12", 4000, true))),
            event(12, new BlockReverted(new BlockRef(17, hash("11")))),
            event(13, new FinalityAdvanced(Optional.of(new BlockRef(16, hash("10"))), Optional.empty())),
            event(14, new BlockAppended(block(17, "13", 20, false))));

    private FrozenEvents() {}

    private static ChainEvent event(long sequence, Payload payload) {
        return new ChainEvent(
                new Envelope(
                        ChainId.parse("eip155:1"),
                        sequence,
                        "node-1",
                        Instant.ofEpochMilli(1_700_000_000_123L),
                        new BlockRef(18, hash("12"))),
                payload);
    }

    private static Block block(long number, String hash, int bodyBytes, boolean receiptsKnown) {
        List<Transaction> transactions = List.of(
                new Transaction(hash("a1"), body(bodyBytes, 1)), new Transaction(hash("a2"), body(bodyBytes, 2)));
        List<Receipt> receipts = List.of(
                new Receipt(body(bodyBytes, 3), List.of(body(20, 4), body(32, 5))),
                new Receipt(body(bodyBytes, 6), List.of()));
        return new Block(
                new BlockRef(number, hash(hash)),
                hash("10"),
                1_700_000_000,
                0x1234_5678_9abc_def0L,
                body(30, 7),
                transactions,
                receiptsKnown ? Optional.of(receipts) : Optional.empty());
    }

    private static Hash hash(String pair) {
        return Hash.parse("0x" + pair.repeat(32));
    }

    private static Bytes body(int size, int fill) {
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, (byte) fill);
        return Bytes.of(bytes);
    }
}
