package io.chaintier.bench;

import io.chaintier.event.Bytes;
import io.chaintier.event.Receipt;
import io.chaintier.storetestkit.RandomBlocks;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Receipts of token transfers with one log each: contract, event, sender and receiver. A block of 200 of them has about 450
 * distinct terms. Bodies are opaque bytes. The same seed gives the same receipts. For one thread.
 */
final class Transfers {
    private static final int TOKENS = 100;
    private static final int ACCOUNTS = 1_000_000;
    private static final Bytes EVENT = term(32, -1);

    private final SplittableRandom random;
    private final RandomBlocks content;

    Transfers(long seed) {
        random = new SplittableRandom(seed);
        content = new RandomBlocks(seed);
    }

    List<Receipt> receipts(int count, int bodyBytes) {
        return Stream.generate(() -> new Receipt(
                        content.bytes(bodyBytes),
                        List.of(
                                token(random.nextInt(TOKENS)),
                                EVENT,
                                account(random.nextInt(ACCOUNTS)),
                                account(random.nextInt(ACCOUNTS)))))
                .limit(count)
                .toList();
    }

    static Bytes event() {
        return EVENT;
    }

    static Bytes token(int token) {
        return term(20, token);
    }

    static Bytes account(int account) {
        return term(32, account);
    }

    private static Bytes term(int bytes, int number) {
        return Bytes.of(
                ByteBuffer.allocate(bytes).putInt(bytes - Integer.BYTES, number).array());
    }
}
