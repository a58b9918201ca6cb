package io.chaintier.evm;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.evm.EvmRenderer.BlockContext;
import io.chaintier.evm.EvmShapes.LogFacts;
import io.chaintier.evm.avro.EvmExtra;
import io.chaintier.evm.avro.EvmLog;
import io.chaintier.evm.avro.EvmReceipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One log of a receipt, to be matched by what filters look at and to be written on its own. It comes back as its node
 * gave it in the receipt, field for field, which is how that node answers {@code eth_getLogs} too. Immutable, safe for
 * many threads.
 */
public final class ReceiptLog {
    private final EvmLog record;
    private final LogFacts place;
    private final Bytes address;
    private final List<Bytes> topics;

    private ReceiptLog(EvmLog record, LogFacts place) {
        this.record = record;
        this.place = place;
        address = bytes(known(record.getAddress(), "address", Forms.ADDRESS));
        topics = ((List<?>) known(record.getTopics(), "topics", EvmShapes.TOPICS))
                .stream().map(ReceiptLog::bytes).toList();
    }

    /**
     * All logs of a receipt, in order.
     *
     * @param index       place of the receipt's transaction in the block, from 0
     * @param transaction hash of that transaction
     * @param receipt     as in {@link io.chaintier.event.Receipt#body}
     * @throws UnreadableBodyException if the receipt cannot be decoded
     */
    public static List<ReceiptLog> of(BlockContext block, int index, Hash transaction, Bytes receipt) {
        EvmReceipt decoded = BodyFormat.of(block.bodyFormat()).receipt(receipt);
        List<ReceiptLog> logs = new ArrayList<>(decoded.getLogs().size());
        for (EvmLog log : decoded.getLogs()) {
            long logIndex = decoded.getFirstLogIndex() == null ? -1 : decoded.getFirstLogIndex() + logs.size();
            logs.add(new ReceiptLog(log, new LogFacts(block.transaction(index, transaction), logIndex)));
        }
        return logs;
    }

    /** Which contract it is of: 20 bytes. */
    public Bytes address() {
        return address;
    }

    /** 32 bytes each. */
    public List<Bytes> topics() {
        return topics;
    }

    /**
     * Writes it as an object.
     *
     * @param removed whether to say that its block was abandoned; otherwise {@code removed} is as the node gave it
     * @throws IOException if {@code out} cannot write; it may have got a part of the object
     */
    public void write(JsonGenerator out, boolean removed) throws IOException {
        if (removed) {
            EvmShapes.LOG.write(new HexWriter(out), sayingRemoved(), new LogFacts(place.place(), place.index(), true));
        } else {
            EvmShapes.LOG.write(new HexWriter(out), record, place);
        }
    }

    private EvmLog sayingRemoved() {
        List<EvmExtra> others = record.getExtras().stream()
                .filter(extra -> !extra.getName().equals("removed"))
                .toList();
        return new EvmLog(
                record.getImplied() | 1L << EvmShapes.REMOVED_BIT,
                others,
                record.getAddress(),
                record.getTopics(),
                record.getData());
    }

    /** The value in its own field, or as it came where it is spelled in an unusual way. */
    private Object known(Object held, String field, Form form) {
        return held != null ? held : unusual(field, form);
    }

    private Object unusual(String field, Form form) {
        return record.getExtras().stream()
                .filter(extra -> extra.getName().equals(field))
                .findFirst()
                .map(extra -> form.parse(json(extra)).value())
                .orElseThrow(() -> new UnreadableBodyException("a log without " + field));
    }

    private static JsonNode json(EvmExtra extra) {
        try {
            return EvmJson.mapper().readTree(extra.getJson());
        } catch (JsonProcessingException e) {
            throw new UnreadableBodyException("a log's " + extra.getName() + " is no JSON: " + extra.getJson(), e);
        }
    }

    private static Bytes bytes(Object value) {
        return Bytes.of(((ByteBuffer) value).array());
    }
}
