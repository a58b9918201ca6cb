package io.chaintier.storetestkit;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.StateEntry;
import io.chaintier.event.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A random but valid history of a chain, the same for the same seed whatever the chain's name: blocks with and without
 * transactions and known receipts, reorganisations in which transactions move to other blocks and abandoned blocks come
 * back, imports below the head, the same block again in another form, and finality.
 */
public final class RandomChain {
    private static final int MAX_TRANSACTIONS = 12;
    private static final int MAX_REVERTS = 4;
    private static final int SMALL_BODY_BYTES = 200;
    private static final int LARGE_BODY_BYTES = 40_000;
    private static final int MAX_FIRST_NUMBER = 100;

    private final SplittableRandom random;
    private final RandomBlocks content;
    private final ChainBuilder history;
    private final Map<Hash, Block> abandoned = new LinkedHashMap<>();
    /** Blocks at or below this number stay. */
    private long floor;

    private RandomChain(ChainId chain, long seed) {
        random = new SplittableRandom(seed);
        content = new RandomBlocks(random.split(), random.nextInt(4) == 0 ? 20 : 32);
        history = new ChainBuilder(chain);
    }

    /** The first {@code count} events (1 or more) of the chain that this seed stands for. */
    public static List<ChainEvent> events(ChainId chain, long seed, int count) {
        RandomChain writer = new RandomChain(chain, seed);
        writer.first();
        while (writer.history.events().size() < count) {
            writer.step();
        }
        return writer.history.events().subList(0, count);
    }

    /** Entries of few keys and many versions, removals among them, in the order of their versions. */
    public static List<StateEntry> states(ChainId chain, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomBlocks content = new RandomBlocks(random.split(), 32);
        List<StateEntry> entries = new ArrayList<>();
        for (int version = 0; version < count; version++) {
            entries.add(new StateEntry(
                    chain,
                    "node-" + random.nextInt(2),
                    "key/" + random.nextInt(3),
                    version,
                    "testkit",
                    Instant.ofEpochMilli(version),
                    random.nextInt(4) == 0
                            ? Optional.empty()
                            : Optional.of(content.bytes(random.nextInt(SMALL_BODY_BYTES)))));
        }
        return entries;
    }

    /**
     * The events in a random order, cut into runs as a writer takes them: within a run by sequence.
     *
     * @param seed of the order
     */
    public static List<List<ChainEvent>> shuffled(List<ChainEvent> events, long seed) {
        Random order = new Random(seed);
        List<ChainEvent> rest = new ArrayList<>(events);
        Collections.shuffle(rest, order);
        List<List<ChainEvent>> runs = new ArrayList<>();
        for (int from = 0; from < rest.size(); ) {
            int to = Math.min(rest.size(), from + 1 + order.nextInt(4));
            List<ChainEvent> run = new ArrayList<>(rest.subList(from, to));
            run.sort((a, b) -> Long.compare(a.sequence(), b.sequence()));
            runs.add(run);
            from = to;
        }
        return runs;
    }

    private void first() {
        floor = 1 + random.nextInt(MAX_FIRST_NUMBER);
        history.append(fresh(floor, content.hash(), newTransactions()));
    }

    private void step() {
        switch (random.nextInt(10)) {
            case 0, 1 -> reorganise();
            case 2 -> comeBack();
            case 3 -> importAgain();
            case 4 -> importBelow();
            case 5 -> advanceFinality();
            default -> grow();
        }
    }

    private void grow() {
        Block head = history.head();
        history.append(fresh(head.ref().number() + 1, head.ref().hash(), movedAndNewTransactions()));
    }

    private void reorganise() {
        long depth =
                Math.min(1 + random.nextInt(MAX_REVERTS), history.head().ref().number() - floor);
        for (long i = 0; i < depth; i++) {
            Block head = history.head();
            abandoned.put(head.ref().hash(), head);
            history.revert();
        }
        grow();
    }

    /** The head is given up for a block that was abandoned before, where there is one that fits. */
    private void comeBack() {
        if (history.head().ref().number() > floor) {
            Block head = history.head();
            history.revert();
            List<Block> fitting = abandoned.values().stream().filter(this::fits).toList();
            abandoned.put(head.ref().hash(), head);
            if (!fitting.isEmpty()) {
                Block back = fitting.get(random.nextInt(fitting.size()));
                abandoned.remove(back.ref().hash());
                history.append(random.nextBoolean() ? back : inAnotherForm(back));
            }
        }
    }

    private boolean fits(Block block) {
        return block.parentHash().equals(history.head().ref().hash())
                && Collections.disjoint(hashes(List.of(block)), hashes(history.canonical()));
    }

    private void importAgain() {
        List<Block> canonical = history.canonical();
        history.append(inAnotherForm(canonical.get(random.nextInt(canonical.size()))));
    }

    private void importBelow() {
        Block lowest = history.canonical().get(0);
        long number = lowest.ref().number() - 1;
        if (number >= 0) {
            List<Transaction> transactions = newTransactions();
            history.append(content.block(
                    new BlockRef(number, lowest.parentHash()), content.hash(), transactions, receipts(transactions)));
        }
    }

    private void advanceFinality() {
        List<BlockRef> candidates = history.canonical().stream()
                .map(Block::ref)
                .filter(ref -> ref.number() >= floor)
                .toList();
        int safe = random.nextInt(candidates.size());
        int finalized = random.nextInt(safe + 1);
        floor = candidates.get(safe).number();
        history.finality(sometimes(candidates.get(safe)), sometimes(candidates.get(finalized)));
    }

    private <T> Optional<T> sometimes(T value) {
        return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(value);
    }

    private Block fresh(long number, Hash parent, List<Transaction> transactions) {
        return content.block(number, parent, transactions, receipts(transactions));
    }

    /** The same block as another provider tells it: other bytes, receipts known or not. */
    private Block inAnotherForm(Block block) {
        List<Transaction> transactions = block.transactions().stream()
                .map(transaction -> new Transaction(transaction.hash(), content.bytes(bodyBytes())))
                .toList();
        return content.block(block.ref(), block.parentHash(), transactions, receipts(transactions));
    }

    private Optional<List<Receipt>> receipts(List<Transaction> transactions) {
        return random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(content.receipts(transactions.size(), bodyBytes()));
    }

    private List<Transaction> newTransactions() {
        int count = random.nextInt(4) == 0 ? 0 : random.nextInt(MAX_TRANSACTIONS);
        return content.transactions(count, bodyBytes());
    }

    /** New transactions and those of abandoned blocks that are not in a canonical one now, in random order. */
    private List<Transaction> movedAndNewTransactions() {
        Map<Hash, Transaction> moved = new HashMap<>();
        Set<Hash> taken = hashes(history.canonical());
        for (Block block : abandoned.values()) {
            for (Transaction transaction : block.transactions()) {
                if (!taken.contains(transaction.hash()) && random.nextBoolean()) {
                    moved.put(transaction.hash(), transaction);
                }
            }
        }
        List<Transaction> transactions = new ArrayList<>(newTransactions());
        moved.values().stream()
                .sorted((a, b) -> a.hash().compareTo(b.hash()))
                .limit(MAX_TRANSACTIONS)
                .forEach(transactions::add);
        Collections.shuffle(transactions, new Random(random.nextLong()));
        return transactions;
    }

    private static Set<Hash> hashes(List<Block> blocks) {
        Set<Hash> hashes = new HashSet<>();
        blocks.forEach(block -> block.transactions().forEach(transaction -> hashes.add(transaction.hash())));
        return hashes;
    }

    private int bodyBytes() {
        return random.nextInt(20) == 0 ? random.nextInt(LARGE_BODY_BYTES) : random.nextInt(SMALL_BODY_BYTES);
    }
}
