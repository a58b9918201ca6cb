package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.store.StoredTransaction;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Reads one transaction of one block. Where it is known with which sequence the block was (most probably) written, the
 * chunks are asked for before the block's row has answered, which saves a round trip.
 */
final class TransactionRead {
    private final ReadStatements statements;
    private final FactReads facts;
    private final int index;
    private final Set<Body> wanted;
    private final OptionalLong guessedSequence;
    private final Map<Body, CompletableFuture<List<Row>>> guesses = new EnumMap<>(Body.class);

    TransactionRead(
            ReadStatements statements,
            FactReads facts,
            Hash block,
            OptionalLong guessedSequence,
            int index,
            boolean withReceipt) {
        this.statements = statements;
        this.facts = facts;
        this.index = index;
        this.guessedSequence = guessedSequence;
        wanted = withReceipt ? Set.of(Body.TRANSACTION, Body.RECEIPT) : Set.of(Body.TRANSACTION);
        guessedSequence.ifPresent(
                sequence -> wanted.forEach(body -> guesses.put(body, facts.chunkOf(body, block, sequence, index))));
    }

    /** @param block the block's row, of which {@code index} is a transaction */
    StoredTransaction of(FoundBlock block, Hash hash) {
        Map<Body, CompletableFuture<List<Row>>> chunks = new EnumMap<>(Body.class);
        wanted.stream()
                .filter(body -> body == Body.TRANSACTION || block.receipts().isPresent())
                .forEach(body -> chunks.put(body, chunk(body, block)));
        return new StoredTransaction(
                block.header(),
                index,
                hash,
                body(Body.TRANSACTION, block, chunks),
                chunks.containsKey(Body.RECEIPT) ? Optional.of(body(Body.RECEIPT, block, chunks)) : Optional.empty());
    }

    private CompletableFuture<List<Row>> chunk(Body body, FoundBlock block) {
        long sequence = FactReads.sequence(body, block);
        return guessedSequence.equals(OptionalLong.of(sequence))
                ? guesses.get(body)
                : facts.chunkOf(body, block.header().ref().hash(), sequence, index);
    }

    private Bytes body(Body body, FoundBlock block, Map<Body, CompletableFuture<List<Row>>> chunks) {
        String attempt = "read transaction " + index + " of " + block.header().ref();
        return facts.body(body, block, index, statements.await(attempt, chunks.get(body)));
    }
}
