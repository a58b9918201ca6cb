package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.evm.ChainData.Line;
import io.chaintier.evm.EvmRenderer.BlockContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** B2, B3: what is stored of real blocks hashes to what their chains say. */
class RealHashesTest {
    private final ProvenRlp proven = new ProvenRlp();
    private final EvmRlp rlp = new EvmRlp();
    private int proofs;

    @Test
    void headersTransactionsReceiptsAndBlocksAreTheBytesOfTheChain() throws IOException {
        List<String> unproven = new ArrayList<>();
        for (Line line : ChainData.lines()) {
            Block block = new EvmParser().parse(line.block(), line.receipts());
            unproven.addAll(failuresOf(line, block));
        }

        assertThat(unproven).isEmpty();
        assertThat(proofs).isGreaterThan(4000);
    }

    private List<String> failuresOf(Line line, Block block) {
        BlockContext context = new BlockContext(
                block.ref(), block.parentHash(), block.timestamp(), block.bodyFormat(), block.header());
        List<Hash> hashes = block.transactions().stream().map(Transaction::hash).toList();
        List<Bytes> bodies =
                block.transactions().stream().map(Transaction::body).toList();
        List<String> failures = new ArrayList<>();
        prove(line, failures, () -> proven.header(context));
        for (int i = 0; i < bodies.size(); i++) {
            int index = i;
            prove(line, failures, () -> proven.transaction(context, index, hashes.get(index), bodies.get(index)));
        }
        if (line.block().path("uncles").isEmpty()) {
            prove(line, failures, () -> proven.block(context, hashes, bodies));
        }
        block.receipts()
                .map(receipts -> receipts.stream().map(Receipt::body).toList())
                .ifPresent(receipts -> prove(line, failures, () -> proven.receipts(context, hashes, bodies, receipts)));
        return failures;
    }

    private void prove(Line line, List<String> failures, Supplier<Object> proof) {
        try {
            proof.get();
            proofs++;
        } catch (IncompleteBlockException e) {
            failures.add(line.where() + ": " + e.getMessage());
        }
    }
}
