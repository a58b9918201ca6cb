package io.chaintier.diskstore;

import io.chaintier.retry.CircuitBreaker;
import io.chaintier.store.StorePart;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The shards of one pool as a reader uses them; nothing is connected to before it is read from. Safe for many threads. */
final class ReadShards implements AutoCloseable {
    private final CassandraConfig config;
    private final ReadGuards guards;
    private final SessionPool sessions;
    private final Optional<ReplicaWatches> watches;
    private final String datacenter;
    private final Shard<IndexReads> index;
    private final Shard<BlockReads> block;
    private final Shard<TransactionReads> transaction;
    private final Shard<ChunkReads> receipt;
    private final Shard<StateReads> state;
    private final Shard<LogReads> log;

    private ReadShards(CassandraConfig config, Pool pool, ReadGuards guards, boolean isWatched) {
        this.config = config;
        this.guards = guards;
        sessions = new SessionPool(config, pool);
        watches = config.replicaQuiet()
                .filter(quiet -> isWatched)
                .map(quiet -> new ReplicaWatches(config, quiet, sessions));
        datacenter = config.shard(DataType.INDEX).cluster().datacenter(pool).name();
        index = shard(DataType.INDEX, IndexReads::prepare);
        block = shard(DataType.BLOCK, BlockReads::prepare);
        transaction = shard(DataType.TRANSACTION, TransactionReads::prepare);
        receipt = shard(DataType.RECEIPT, ChunkReads::ofReceipts);
        state = shard(DataType.STATE, StateReads::prepare);
        log = shard(DataType.LOG, LogReads::prepare);
    }

    static ReadShards of(CassandraConfig config, Pool pool, ReadGuards guards) {
        return new ReadShards(config, pool, guards, false);
    }

    /** Of the replica, which is believed about what changes only while it is trusted, unless it is configured to be always. */
    static ReadShards ofTrustedReplica(CassandraConfig config, ReadGuards guards) {
        return new ReadShards(config, Pool.REPLICA, guards, true);
    }

    private <S> Shard<S> shard(DataType type, Shard.Preparation<S> statements) {
        ClusterConfig cluster = config.shard(type).cluster();
        ShardHealth health = new ShardHealth(
                type,
                sessions.session(cluster).toString(),
                new CircuitBreaker(guards.failures(), guards.backOff(), System::nanoTime),
                watches.flatMap(all -> all.trust(cluster)));
        return sessions.shard(type, health, Layout.checked(statements));
    }

    /**
     * For one read, which begins now.
     *
     * @throws io.chaintier.store.StoreUnavailableException if nobody waits for it any more
     */
    ReadStatements statements() {
        return statements(1);
    }

    /**
     * For several reads, one after the other, which begin now.
     *
     * @throws io.chaintier.store.StoreUnavailableException if nobody waits for them any more
     */
    ReadStatements statements(int reads) {
        return new ReadStatements(this, Deadline.ofRead(guards.budget().multipliedBy(reads)));
    }

    /** In messages. */
    String datacenter() {
        return datacenter;
    }

    Shard<IndexReads> index() {
        return index;
    }

    Shard<BlockReads> block() {
        return block;
    }

    Shard<TransactionReads> transaction() {
        return transaction;
    }

    Shard<ChunkReads> receipt() {
        return receipt;
    }

    Shard<StateReads> state() {
        return state;
    }

    Shard<LogReads> log() {
        return log;
    }

    List<StorePart> parts() {
        return Stream.of(block, transaction, receipt, index, state, log)
                .map(Shard::part)
                .toList();
    }

    @Override
    public void close() {
        watches.ifPresent(ReplicaWatches::close);
        sessions.close();
    }
}
