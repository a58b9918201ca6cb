package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.store.StoreUnavailableException;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Canonical blocks of one chain by number, many at once. Only for numbers at or below the head. */
final class CanonicalBlocks {
    private static final String ATTEMPT = "read canonical blocks";

    /**
     * Which block is canonical at a number.
     *
     * @param sequence of the event that says so
     */
    record Register(Hash hash, long sequence) {}

    /** @param row of the block, with its transaction hashes */
    record Block(FoundBlock found, Row row) {
        List<Hash> transactionHashes() {
            return FoundBlock.transactionHashes(row);
        }
    }

    private final ReadStatements statements;
    private final ChainId chain;

    CanonicalBlocks(ReadStatements statements, ChainId chain) {
        this.statements = statements;
        this.chain = chain;
    }

    /** Empty where the number has no canonical block. */
    Optional<Register> register(long number) {
        return register(statements.await(ATTEMPT, statements.canonical(chain, number)));
    }

    private static Optional<Register> register(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.getByteBuffer("hash").hasRemaining())
                .map(row -> new Register(FoundBlock.hash(row, "hash"), row.getLong("sequence")))
                .findFirst();
    }

    /**
     * The blocks at these numbers; none for a number that has none.
     *
     * @throws StoreUnavailableException if a canonical block has not arrived here
     */
    NavigableMap<Long, Block> at(Collection<Long> numbers) {
        NavigableMap<Long, Hash> hashes = new TreeMap<>();
        InTurns.ask(
                numbers,
                number -> statements.canonical(chain, number),
                (number, answer) -> register(statements.await(ATTEMPT, answer))
                        .ifPresent(register -> hashes.put(number, register.hash())));
        NavigableMap<Long, Block> blocks = new TreeMap<>();
        InTurns.ask(
                hashes.entrySet(),
                entry -> statements.headerAndHashes(chain, entry.getValue()),
                (entry, answer) ->
                        blocks.put(entry.getKey(), block(entry.getValue(), statements.await(ATTEMPT, answer))));
        return blocks;
    }

    private Block block(Hash hash, List<Row> rows) {
        return FoundBlock.of(rows)
                .map(found -> new Block(found, rows.get(0)))
                .orElseThrow(() -> new StoreUnavailableException(
                        "block " + hash + " of " + chain + " is not yet whole in datacenter " + statements.datacenter()
                                + ": a pointer to it came first"));
    }
}
