package io.chaintier.diskstore;

import com.datastax.oss.driver.api.core.cql.Row;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogQuery;
import io.chaintier.store.StorePart;
import io.chaintier.store.StoreUnavailableException;
import io.chaintier.store.StoredBlock;
import io.chaintier.store.StoredTransaction;
import io.chaintier.store.TransactionSelector;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Reads the disk tier in one datacenter, the primary or the replica (R6): the two pools of connections are two readers.
 * Constructing it needs no server: every call connects if there is no connection yet, and throws {@link
 * StoreUnavailableException} where that fails.
 *
 * <p>Rows reach the replica datacenter in any order and with delay. What a pointer names but has not arrived there is
 * answered by {@link StoreUnavailableException}; what is simply not there, by empty. So an empty answer of the replica
 * proves nothing: the primary is to be asked. In the primary it is definite as long as writes and reads are both at
 * LOCAL_QUORUM.
 */
public final class CassandraChainReader implements ChainReader {
    /**
     * Where a block is.
     *
     * @param sequence with which it probably was written; empty where there is no hint
     * @param isNamed  whether a pointer names it: then it ought to be there
     */
    private record Place(Hash hash, OptionalLong sequence, boolean isNamed) {}

    private final ReadShards shards;
    private final HeadReads heads = new HeadReads();
    private final LogPages logs;

    private CassandraChainReader(ReadShards shards, Optional<SettledHeads> settledHeads) {
        this.shards = shards;
        logs = new LogPages(heads, settledHeads);
    }

    /** All of the primary, however long it takes. */
    public static CassandraChainReader ofPrimary(CassandraConfig config) {
        return ofPrimary(config, ReadGuards.NONE);
    }

    /** The primary, shard by shard only while it answers. */
    public static CassandraChainReader ofPrimary(CassandraConfig config, ReadGuards guards) {
        return new CassandraChainReader(ReadShards.of(config, Pool.PRIMARY, guards), Optional.empty());
    }

    /** What the replica has, whether or not it has caught up, however long it takes: for people who want to see just that. */
    public static CassandraChainReader ofReplica(CassandraConfig config) {
        return overReplica(ReadShards.of(config, Pool.REPLICA, ReadGuards.NONE));
    }

    /**
     * The replica for readers who rely on what it says: heads, numbers, transactions by hash and node data only while it is
     * known to miss nothing, and otherwise {@link StoreUnavailableException}. Blocks by hash are read in any case. It is
     * watched from now on, in the background.
     */
    public static CassandraChainReader ofTrustedReplica(CassandraConfig config, ReadGuards guards) {
        return overReplica(ReadShards.ofTrustedReplica(config, guards));
    }

    private static CassandraChainReader overReplica(ReadShards shards) {
        return new CassandraChainReader(shards, Optional.of(new SettledHeads(System::nanoTime)));
    }

    @Override
    public Set<ChainId> chains() {
        ReadStatements statements = shards.statements();
        return statements.await("read the chains", statements.chains()).stream()
                .map(row -> ChainId.parse(row.getString("chain")))
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<ChainHead> head(ChainId chain) {
        return heads.head(shards.statements(), chain);
    }

    @Override
    public Optional<StoredBlock> block(ChainId chain, BlockSelector which, BlockDetail detail) {
        ReadStatements statements = shards.statements();
        return find(statements, chain, which).flatMap(place -> block(statements, chain, place, detail));
    }

    private static Optional<StoredBlock> block(
            ReadStatements statements, ChainId chain, Place place, BlockDetail detail) {
        FactReads facts = new FactReads(statements, chain);
        List<Row> rows = statements.await("read a block", statements.headerAndHashes(chain, place.hash()));
        return foundOrNotNamed(statements, chain, place, rows).map(block -> {
            CompletableFuture<List<Bytes>> none = CompletableFuture.completedFuture(List.of());
            CompletableFuture<List<Bytes>> transactions =
                    detail == BlockDetail.HEADER ? none : facts.bodies(Body.TRANSACTION, block);
            CompletableFuture<List<Bytes>> receipts =
                    detail == BlockDetail.RECEIPTS ? facts.bodies(Body.RECEIPT, block) : none;
            String attempt = "read block " + block.header().ref();
            return new StoredBlock(
                    block.header(),
                    FoundBlock.transactionHashes(rows.get(0)),
                    statements.await(attempt, transactions),
                    statements.await(attempt, receipts));
        });
    }

    @Override
    public Optional<StoredTransaction> transaction(ChainId chain, TransactionSelector which, boolean withReceipt) {
        ReadStatements statements = shards.statements();
        return which instanceof TransactionSelector.ByHash byHash
                ? transaction(statements, chain, byHash.hash(), withReceipt)
                : transaction(statements, chain, (TransactionSelector.ByIndex) which, withReceipt);
    }

    private Optional<StoredTransaction> transaction(
            ReadStatements statements, ChainId chain, TransactionSelector.ByIndex which, boolean withReceipt) {
        return find(statements, chain, which.block()).flatMap(place -> {
            CompletableFuture<List<Row>> header = statements.headerAndHashes(chain, place.hash());
            TransactionRead read = new TransactionRead(
                    statements,
                    new FactReads(statements, chain),
                    place.hash(),
                    place.sequence(),
                    which.index(),
                    withReceipt);
            List<Row> rows = statements.await("read a block", header);
            return foundOrNotNamed(statements, chain, place, rows)
                    .filter(block -> which.index() < block.header().transactionCount())
                    .map(block -> read.of(
                            block, FoundBlock.transactionHashes(rows.get(0)).get(which.index())));
        });
    }

    /** A block that says to have a transaction, and all that is needed if that block is canonical, asked for at once. */
    private record Candidate(
            long number,
            Place place,
            CompletableFuture<List<Row>> canonical,
            CompletableFuture<List<Row>> header,
            TransactionRead read) {}

    private static Optional<StoredTransaction> transaction(
            ReadStatements statements, ChainId chain, Hash hash, boolean withReceipt) {
        String attempt = "read transaction " + hash;
        List<Row> locations = statements.await(attempt, statements.locations(chain, hash));
        if (locations.isEmpty()) {
            return Optional.empty();
        }
        CompletableFuture<List<Row>> head = statements.head(chain);
        List<Candidate> candidates = locations.stream()
                .map(location -> candidate(statements, chain, location, withReceipt))
                .toList();
        long headNumber = statements.await(attempt, head).stream()
                .mapToLong(row -> row.getLong("head_number"))
                .findFirst()
                .orElse(-1);
        for (Candidate candidate : candidates) {
            Optional<Hash> canonical = canonicalHash(statements.await(attempt, candidate.canonical()));
            if (candidate.number() <= headNumber
                    && canonical.equals(Optional.of(candidate.place().hash()))) {
                List<Row> rows = statements.await(attempt, candidate.header());
                return foundOrNotNamed(statements, chain, candidate.place(), rows)
                        .map(block -> candidate.read().of(block, hash));
            }
        }
        return Optional.empty();
    }

    private static Candidate candidate(ReadStatements statements, ChainId chain, Row location, boolean withReceipt) {
        long number = location.getLong("number");
        OptionalLong sequence = OptionalLong.of(location.getLong("sequence"));
        Place place = new Place(FoundBlock.hash(location, "block_hash"), sequence, true);
        return new Candidate(
                number,
                place,
                statements.canonical(chain, number),
                statements.header(chain, place.hash()),
                new TransactionRead(
                        statements,
                        new FactReads(statements, chain),
                        place.hash(),
                        sequence,
                        location.getInt("position"),
                        withReceipt));
    }

    @Override
    public LogPage logs(ChainId chain, LogQuery query, int limit) {
        return logs.page(shards.statements(LogPages.READS), chain, query, limit);
    }

    @Override
    public Optional<StateEntry> state(ChainId chain, String namespace, String key) {
        ReadStatements statements = shards.statements();
        List<Row> rows =
                statements.await("read state " + namespace + "/" + key, statements.state(chain, namespace, key));
        return rows.stream().findFirst().map(row -> stateEntry(chain, namespace, row));
    }

    @Override
    public List<StateEntry> states(ChainId chain, String namespace) {
        ReadStatements statements = shards.statements();
        return statements.await("read state " + namespace, statements.states(chain, namespace)).stream()
                .map(row -> stateEntry(chain, namespace, row))
                .sorted(Comparator.comparing(StateEntry::key))
                .toList();
    }

    private static StateEntry stateEntry(ChainId chain, String namespace, Row row) {
        return new StateEntry(
                chain,
                namespace,
                row.getString("key"),
                row.getLong("version"),
                row.getString("publisher"),
                row.getInstant("emitted_at"),
                row.getBoolean("removed") ? Optional.empty() : Optional.of(FoundBlock.bytes(row, "value")));
    }

    @Override
    public List<StorePart> parts() {
        return shards.parts();
    }

    @Override
    public void close() {
        shards.close();
    }

    private Optional<Place> find(ReadStatements statements, ChainId chain, BlockSelector which) {
        if (which instanceof BlockSelector.ByHash byHash) {
            return Optional.of(new Place(byHash.hash(), OptionalLong.empty(), false));
        }
        if (which instanceof BlockSelector.ByNumber byNumber) {
            return find(statements, chain, byNumber.number());
        }
        return heads.head(statements, chain)
                .flatMap(head -> switch (((BlockSelector.AtTag) which).tag()) {
                    case HEAD -> Optional.of(head.head());
                    case SAFE -> head.safe();
                    case FINALIZED -> head.finalized();
                })
                .map(ref -> new Place(ref.hash(), OptionalLong.empty(), true));
    }

    private static Optional<Place> find(ReadStatements statements, ChainId chain, long number) {
        String attempt = "read block number " + number;
        CompletableFuture<List<Row>> canonical = statements.canonical(chain, number);
        boolean isAboveHead = statements.await(attempt, statements.head(chain)).stream()
                .noneMatch(row -> number <= row.getLong("head_number"));
        List<Row> register = statements.await(attempt, canonical);
        return isAboveHead
                ? Optional.empty()
                : canonicalHash(register)
                        .map(hash ->
                                new Place(hash, OptionalLong.of(register.get(0).getLong("sequence")), true));
    }

    /** Empty where the number has no canonical block. */
    private static Optional<Hash> canonicalHash(List<Row> register) {
        return register.stream()
                .filter(row -> row.getByteBuffer("hash").hasRemaining())
                .map(row -> FoundBlock.hash(row, "hash"))
                .findFirst();
    }

    private static Optional<FoundBlock> foundOrNotNamed(
            ReadStatements statements, ChainId chain, Place place, List<Row> rows) {
        if (rows.isEmpty() && place.isNamed()) {
            throw new StoreUnavailableException("block " + place.hash() + " of " + chain
                    + " is not yet whole in datacenter " + statements.datacenter() + ": a pointer to it came first");
        }
        return FoundBlock.of(rows);
    }
}
