package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.event.Block;
import io.chaintier.event.Bytes;
import io.chaintier.event.Transaction;
import io.chaintier.evm.EvmRenderer.BlockContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DamagedBodiesTest {
    private static final long SEED = 42;

    private final EvmRenderer renderer = new EvmRenderer();

    @Test
    void aFormatThatIsNotKnownIsSaidToBeSo() throws IOException {
        Block block = sample();
        BlockContext unknown = new BlockContext(block.ref(), block.parentHash(), 0, 0xabcdL, block.header());

        assertThatThrownBy(() -> renderer.uncles(unknown))
                .isInstanceOf(UnreadableBodyException.class)
                .hasMessage("unknown body format abcd: written by a newer program, or not of the EVM family");
    }

    @Test
    void bytesThatAreCutOrFollowedByOthersAreNotTakenForABody() throws IOException {
        Block block = sample();
        Transaction transaction = block.transactions().get(1);
        byte[] whole = transaction.body().array();

        for (int length = 0; length <= whole.length + 1; length++) {
            if (length != whole.length) {
                Bytes damaged = Bytes.of(Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> write(block, transaction, damaged))
                        .as("%d of %d bytes", damaged.size(), whole.length)
                        .isInstanceOf(UnreadableBodyException.class)
                        .hasMessageStartingWith("damaged transaction");
            }
        }
    }

    @Test
    void damagedBytesGiveOtherValuesOrTheirOwnException() throws IOException {
        Block block = sample();
        Transaction transaction = block.transactions().get(1);
        Random random = new Random(SEED);
        int refused = 0;

        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = transaction.body().array().clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                write(block, transaction, Bytes.of(damaged));
            } catch (UnreadableBodyException e) {
                refused++;
            }
        }

        assertThat(refused).as("of 5000, seed %d", SEED).isBetween(1, 4_999);
    }

    private void write(Block block, Transaction transaction, Bytes body) throws IOException {
        BlockContext context = new BlockContext(
                block.ref(), block.parentHash(), block.timestamp(), block.bodyFormat(), block.header());
        try (JsonGenerator out = EvmJson.mapper().createGenerator(OutputStream.nullOutputStream())) {
            renderer.writeTransaction(out, context, 1, transaction.hash(), body);
        }
    }

    private static Block sample() throws IOException {
        Sample sample = new Sample();
        return new EvmParser().parse(sample.block, Optional.of(sample.receipts));
    }
}
