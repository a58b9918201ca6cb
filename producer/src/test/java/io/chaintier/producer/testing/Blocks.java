package io.chaintier.producer.testing;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Made-up blocks: the same arguments always make the same block. */
public final class Blocks {
    private static final long BODY_FORMAT = 1;

    private Blocks() {}

    /** Block hashes differ by number and branch. */
    public static Hash hash(long number, int branch) {
        return Hash.of(ByteBuffer.allocate(32).putLong(number).putInt(branch).array());
    }

    public static BlockRef ref(long number, int branch) {
        return new BlockRef(number, hash(number, branch));
    }

    /** A block of {@code branch} on a parent of the same branch. */
    public static Block block(long number, int branch) {
        return block(number, branch, branch, 2, 100);
    }

    /** @param bodyBytes of each transaction and each receipt; random, so that no compression helps */
    public static Block block(long number, int branch, int parentBranch, int transactions, int bodyBytes) {
        Random random = new Random(number * 31 + branch);
        List<Transaction> bodies = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            Hash hash = Hash.of(bytes(random, 32));
            bodies.add(new Transaction(hash, Bytes.of(bytes(random, bodyBytes))));
            receipts.add(new Receipt(Bytes.of(bytes(random, bodyBytes)), List.of(Bytes.of(bytes(random, 20)))));
        }
        return new Block(
                ref(number, branch),
                hash(number - 1, parentBranch),
                number,
                BODY_FORMAT,
                Bytes.of(bytes(random, 500)),
                bodies,
                Optional.of(receipts));
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
