package io.chaintier.storetestkit;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Blocks of random opaque content: the same seed gives the same blocks. For one thread. */
public final class RandomBlocks {
    private static final int MAX_TERMS = 4;
    private static final int HEADER_BYTES = 120;
    private static final int ADDRESS_BYTES = 20;
    private static final int TOPIC_BYTES = 32;
    /** Few, so that receipts have terms in common, and some have all that a search asks for. */
    private static final int VOCABULARY = 12;

    private final SplittableRandom random;
    private final int hashBytes;
    private final List<Bytes> vocabulary;

    /** Blocks with hashes of 32 bytes. */
    public RandomBlocks(long seed) {
        this(new SplittableRandom(seed), 32);
    }

    RandomBlocks(SplittableRandom random, int hashBytes) {
        this.random = random;
        this.hashBytes = hashBytes;
        vocabulary = Stream.generate(() -> bytes(random.nextBoolean() ? ADDRESS_BYTES : TOPIC_BYTES))
                .limit(VOCABULARY)
                .toList();
    }

    public Hash hash() {
        return Hash.of(bytes(hashBytes).array());
    }

    public Bytes bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    /** New transactions with bodies of this size. */
    public List<Transaction> transactions(int count, int bodyBytes) {
        return Stream.generate(() -> new Transaction(hash(), bytes(bodyBytes)))
                .limit(count)
                .toList();
    }

    /** Receipts with bodies of this size and a few terms each, of a small vocabulary. */
    public List<Receipt> receipts(int count, int bodyBytes) {
        return Stream.generate(() -> new Receipt(bytes(bodyBytes), terms()))
                .limit(count)
                .toList();
    }

    private List<Bytes> terms() {
        return Stream.generate(() -> vocabulary.get(random.nextInt(VOCABULARY)))
                .limit(random.nextInt(MAX_TERMS))
                .distinct()
                .toList();
    }

    /** A block with a new hash. */
    public Block block(long number, Hash parent, List<Transaction> transactions, Optional<List<Receipt>> receipts) {
        return block(new BlockRef(number, hash()), parent, transactions, receipts);
    }

    public Block block(BlockRef ref, Hash parent, List<Transaction> transactions, Optional<List<Receipt>> receipts) {
        return new Block(
                ref, parent, ref.number() * 12, 0x1122334455667788L, bytes(HEADER_BYTES), transactions, receipts);
    }
}
