package io.chaintier.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was written once is read for ever (C3). The files this test reads never change. */
class FrozenBodiesTest {
    private static final long VERSION_1 = 0x92578d2ad3a831e2L;

    @Test
    void bodiesOfVersion1AreReadAsTheJsonTheyWereMadeFrom() throws IOException {
        Sample sample = new Sample();
        int count = sample.transactions().size();

        RoundTrip back = new RoundTrip(frozen(sample, VERSION_1));

        assertThat(back.fullBlock()).isEqualTo(sample.block);
        assertThat(back.block()).isEqualTo(RoundTrip.withHashesOnly(sample.block));
        for (int i = 0; i < count; i++) {
            assertThat(back.transaction(i)).as("transaction %d", i).isEqualTo(sample.transaction(i));
            assertThat(back.receipt(i)).as("receipt %d", i).isEqualTo(sample.receipt(i));
        }
    }

    @Test
    void theSameBytesAreWrittenAsLongAsVersion1IsTheNewest() throws IOException {
        Sample sample = new Sample();

        Block block = new EvmParser().parse(sample.block, Optional.of(sample.receipts));

        assertThat(block.bodyFormat()).isEqualTo(VERSION_1);
        assertThat(bodies(block)).isEqualTo(lines());
    }

    /** The block of the sample with its bodies as they were written then. */
    private static Block frozen(Sample sample, long format) throws IOException {
        List<Bytes> bodies = lines().stream()
                .map(line -> Bytes.of(HexFormat.of().parseHex(line)))
                .toList();
        int count = sample.transactions().size();
        List<Transaction> transactions = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Hash hash = Hash.parse(sample.transaction(i).get("hash").textValue());
            transactions.add(new Transaction(hash, bodies.get(1 + i)));
            receipts.add(new Receipt(bodies.get(1 + count + i), List.of()));
        }
        return new Block(
                new BlockRef(20_000_000, Hash.parse(sample.block.get("hash").textValue())),
                Hash.parse(sample.block.get("parentHash").textValue()),
                1_721_873_091,
                format,
                bodies.get(0),
                transactions,
                Optional.of(receipts));
    }

    private static List<String> bodies(Block block) {
        List<Bytes> bodies = new ArrayList<>();
        bodies.add(block.header());
        block.transactions().forEach(transaction -> bodies.add(transaction.body()));
        block.receipts().orElseThrow().forEach(receipt -> bodies.add(receipt.body()));
        return bodies.stream()
                .map(body -> HexFormat.of().formatHex(body.array()))
                .toList();
    }

    /** Hexadecimal digits: header, transactions, receipts. */
    private static List<String> lines() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                FrozenBodiesTest.class.getResourceAsStream("/frozen/evm-bodies-v1.hex"), StandardCharsets.US_ASCII))) {
            return lines.lines().toList();
        }
    }
}
