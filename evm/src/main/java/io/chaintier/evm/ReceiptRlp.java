package io.chaintier.evm;

import io.chaintier.evm.EvmShapes.LogFacts;
import io.chaintier.evm.EvmShapes.ReceiptFacts;
import io.chaintier.evm.avro.EvmLog;
import io.chaintier.evm.avro.EvmReceipt;
import io.chaintier.evm.rlp.RlpWriter;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Receipts as consensus has them: outcome, gas so far, bloom filter and logs, behind the type of their transaction. A
 * receipt that has both a state root and a status, as old nodes give it, is one from before there was a status.
 */
final class ReceiptRlp {
    private static final int ROOT_BYTES = 32;

    /** What a deposit's receipt has besides, from the Canyon fork of the OP stack on. */
    private static final List<String> OF_DEPOSITS = List.of("depositNonce", "depositReceiptVersion");

    private final Fields<EvmReceipt, ReceiptFacts> receipt;

    ReceiptRlp(EvmReceipt body, ReceiptFacts facts) {
        receipt = new Fields<>(
                "receipt " + facts.place().index() + " of block "
                        + facts.place().block().number(),
                EvmShapes.RECEIPT,
                body,
                facts);
    }

    byte[] encode() {
        ReceiptFacts facts = receipt.surroundings();
        int type = new TransactionRlp(facts.transaction(), facts.place()).type();
        RlpWriter out = new RlpWriter();
        if (type != 0) {
            out.encoded(new byte[] {(byte) type});
        }
        out.list(list -> {
            list.bytes(outcome());
            receipt.write(list, "cumulativeGasUsed");
            list.bytes(Bloom.bytes((ByteBuffer) receipt.get("logsBloom")));
            list.list(logs -> receipt.object().getLogs().forEach(log -> write(logs, log)));
            if (type == TransactionRlp.DEPOSIT
                    && receipt.unknown("depositReceiptVersion").isPresent()) {
                OF_DEPOSITS.forEach(name -> receipt.writeValue(
                        list, receipt.unknown(name, Forms.SHORT_QUANTITY).orElseThrow(() -> receipt.missing(name))));
            }
        });
        return out.toByteArray();
    }

    private ByteBuffer outcome() {
        Object root = receipt.find("root").orElse(null);
        if (root instanceof ByteBuffer bytes && bytes.remaining() == ROOT_BYTES) {
            return bytes;
        }
        long status = (Long) receipt.get("status");
        return ByteBuffer.wrap(status == 0 ? new byte[0] : new byte[] {(byte) status});
    }

    private void write(RlpWriter logs, EvmLog log) {
        Fields<EvmLog, LogFacts> fields = new Fields<>(
                "a log of " + receipt.kind(),
                EvmShapes.LOG,
                log,
                new LogFacts(receipt.surroundings().place(), -1L));
        logs.list(list -> fields.write(list, "address", "topics", "data"));
    }
}
