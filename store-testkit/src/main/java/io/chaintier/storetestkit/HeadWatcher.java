package io.chaintier.storetestkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockHeader;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainHead;
import io.chaintier.store.ChainReader;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogPage.BlockReceipts;
import io.chaintier.store.LogPage.IndexedReceipt;
import io.chaintier.store.LogQuery;
import io.chaintier.store.StoredBlock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads a chain again and again in a thread of its own while it is written, and remembers the first broken promise. */
final class HeadWatcher implements AutoCloseable {
    /** Numbers below the head in which logs are searched. */
    private static final int SEARCHED = 8;

    private static final int MANY = 10_000;

    private final ChainReader reader;
    private final ChainId chain;
    private final Map<Hash, List<Block>> forms;
    private final boolean neverReverts;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Future<?> watching = CompletableFuture.completedFuture(null);
    private volatile boolean stopped;

    /** @param history what is being applied, in its order */
    HeadWatcher(ChainReader reader, List<ChainEvent> history) {
        this.reader = reader;
        chain = history.get(0).chain();
        List<Block> blocks = history.stream()
                .filter(event -> event.payload() instanceof BlockAppended)
                .map(event -> ((BlockAppended) event.payload()).block())
                .toList();
        forms = blocks.stream()
                .collect(Collectors.groupingBy(block -> block.ref().hash()));
        neverReverts = blocks.size() == history.size();
    }

    void start() {
        watching = thread.submit(this::watch);
    }

    private void watch() {
        long newest = -1;
        long lowest = Long.MAX_VALUE;
        while (!stopped) {
            Optional<ChainHead> head = reader.head(chain);
            if (head.isPresent()) {
                assertThat(head.get().sequence()).as("the head moves forward").isGreaterThanOrEqualTo(newest);
                newest = head.get().sequence();
                long top = head.get().head().number();
                Optional<StoredBlock> block = reader.block(chain, BlockSelector.HEAD, BlockDetail.RECEIPTS);
                assertThat(block).as("block at the head %s", head.get()).isPresent();
                checkWhole(block.get());
                lowest = Math.min(lowest, top);
                checkNoHole(lowest, top);
                checkLogs(reader.logs(chain, new LogQuery(Math.max(0, top - SEARCHED), top, List.of()), MANY));
            }
        }
    }

    /** Where nothing is ever reverted, what was the head once stays and has no hole above. */
    private void checkNoHole(long fromInclusive, long toInclusive) {
        for (long number = fromInclusive; neverReverts && number <= toInclusive; number++) {
            Optional<StoredBlock> block = reader.block(chain, BlockSelector.number(number), BlockDetail.RECEIPTS);
            assertThat(block)
                    .as("block %d under the head %d", number, toInclusive)
                    .isPresent();
            checkWhole(block.get());
        }
    }

    /** Of every block all receipts with logs, as one of its forms has them; and blocks of one branch. */
    private void checkLogs(LogPage page) {
        BlockHeader below = null;
        for (BlockReceipts found : page.blocks()) {
            BlockHeader header = found.header();
            assertThat(found.receipts())
                    .as("receipts with logs of %s", header.ref())
                    .isIn(forms.get(header.ref().hash()).stream()
                            .filter(form -> form.receipts().isPresent())
                            .map(HeadWatcher::withLogs)
                            .toList());
            if (below != null && header.ref().number() == below.ref().number() + 1) {
                assertThat(header.parentHash())
                        .as("parent of %s", header.ref())
                        .isEqualTo(below.ref().hash());
            }
            below = header;
        }
    }

    private static List<IndexedReceipt> withLogs(Block block) {
        List<Receipt> receipts = block.receipts().orElseThrow();
        return IntStream.range(0, receipts.size())
                .filter(index -> !receipts.get(index).terms().isEmpty())
                .mapToObj(index -> new IndexedReceipt(
                        index,
                        block.transactions().get(index).hash(),
                        receipts.get(index).body()))
                .toList();
    }

    /** Every part is there and is one that the block was written with. */
    private void checkWhole(StoredBlock block) {
        BlockHeader header = block.header();
        List<Block> written = forms.get(header.ref().hash());
        int count = written.get(0).transactions().size();
        assertThat(header.transactionCount())
                .as("transactions of %s", header.ref())
                .isEqualTo(count);
        assertThat(block.transactionHashes()).hasSize(count);
        assertThat(block.transactions()).as("bodies of %s", header.ref()).hasSize(count);
        assertThat(block.receipts()).as("receipts of %s", header.ref()).hasSize(header.receiptsKnown() ? count : 0);
        for (int index = 0; index < count; index++) {
            int place = index;
            assertThat(block.transactions().get(index))
                    .as("body %d of %s", index, header.ref())
                    .isIn(written.stream()
                            .map(form -> form.transactions().get(place).body())
                            .toList());
            if (header.receiptsKnown()) {
                List<Bytes> known = written.stream()
                        .flatMap(form -> form.receipts().stream())
                        .map(receipts -> receipts.get(place).body())
                        .toList();
                assertThat(block.receipts().get(index))
                        .as("receipt %d of %s", index, header.ref())
                        .isIn(known);
            }
        }
    }

    /** @throws AssertionError if a promise was broken */
    @Override
    public void close() {
        stopped = true;
        thread.shutdown();
        try {
            watching.get();
        } catch (ExecutionException e) {
            throw new AssertionError(
                    "seen while the chain was written: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for the watcher", e);
        }
    }
}
