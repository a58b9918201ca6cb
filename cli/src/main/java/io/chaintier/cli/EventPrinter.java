package io.chaintier.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.Envelope;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.Payload;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.event.wire.EventAssembler;
import io.chaintier.event.wire.EventDecoder;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.event.wire.WireEvent;
import io.chaintier.evm.EvmRenderer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of {@code chain.blocks} as JSON objects. A record that cannot be read is shown with its error. */
final class EventPrinter {
    private final EventDecoder decoder = new EventDecoder();
    private final EvmRenderer renderer = new EvmRenderer();
    private final Map<String, EventAssembler> assemblers = new HashMap<>();
    private final boolean bodies;

    /** @param bodies whether blocks are shown with transactions and receipts, as Ethereum's JSON */
    EventPrinter(boolean bodies) {
        this.bodies = bodies;
    }

    void print(JsonGenerator json, ConsumerRecord<byte[], byte[]> record) throws IOException {
        json.writeStartObject();
        json.writeNumberField("partition", record.partition());
        json.writeNumberField("offset", record.offset());
        printFields(json, record);
        json.writeEndObject();
    }

    /** The event of a record as fields of an object that is begun. */
    void printFields(JsonGenerator json, ConsumerRecord<byte[], byte[]> record) throws IOException {
        if (record.value() == null) {
            json.writeStringField("error", "the record has no value");
            return;
        }
        try {
            WireEvent wire = decoder.decode(record.value());
            print(json, wire.envelope());
            print(json, wire);
        } catch (MalformedEventException | UnknownSchemaException e) {
            json.writeStringField("error", e.getMessage());
        }
    }

    private static void print(JsonGenerator json, Envelope envelope) throws IOException {
        json.writeStringField("chain", envelope.chain().toString());
        json.writeNumberField("sequence", envelope.sequence());
        json.writeStringField("publisher", envelope.publisher());
        json.writeStringField("emittedAt", envelope.emittedAt().toString());
        print(json, "head", envelope.head());
    }

    private void print(JsonGenerator json, WireEvent wire) throws IOException {
        Optional<ChainEvent> event = assemblers
                .computeIfAbsent(wire.envelope().chain().toString(), chain -> new EventAssembler())
                .add(wire);
        if (wire instanceof WireEvent.Part part) {
            json.writeNumberField("part", part.part());
            json.writeNumberField("parts", part.parts());
        }
        if (event.isPresent()) {
            print(json, event.get().payload());
        }
    }

    private void print(JsonGenerator json, Payload payload) throws IOException {
        json.writeStringField("type", payload.getClass().getSimpleName());
        if (payload instanceof BlockAppended appended) {
            print(json, appended.block());
        } else if (payload instanceof BlockReverted reverted) {
            print(json, "block", reverted.block());
        } else if (payload instanceof FinalityAdvanced finality) {
            print(json, "safe", finality.safe());
            print(json, "finalized", finality.finalized());
        }
    }

    private void print(JsonGenerator json, Block block) throws IOException {
        print(json, "block", block.ref());
        json.writeStringField("parentHash", block.parentHash().toString());
        json.writeNumberField("transactions", block.transactions().size());
        json.writeBooleanField("receiptsKnown", block.receipts().isPresent());
        if (bodies) {
            printBodies(json, block);
        }
    }

    private void printBodies(JsonGenerator json, Block block) throws IOException {
        EvmRenderer.BlockContext context = new EvmRenderer.BlockContext(
                block.ref(), block.parentHash(), block.timestamp(), block.bodyFormat(), block.header());
        List<Hash> hashes = block.transactions().stream().map(Transaction::hash).toList();
        List<Bytes> transactions =
                block.transactions().stream().map(Transaction::body).toList();
        json.writeFieldName("eth_block");
        renderer.writeFullBlock(json, context, hashes, transactions);
        if (block.receipts().isPresent()) {
            List<Receipt> receipts = block.receipts().get();
            json.writeArrayFieldStart("eth_receipts");
            for (int i = 0; i < receipts.size(); i++) {
                renderer.writeReceipt(
                        json,
                        context,
                        i,
                        hashes.get(i),
                        transactions.get(i),
                        receipts.get(i).body());
            }
            json.writeEndArray();
        }
    }

    private static void print(JsonGenerator json, String name, Optional<BlockRef> ref) throws IOException {
        if (ref.isPresent()) {
            print(json, name, ref.get());
        } else {
            json.writeNullField(name);
        }
    }

    private static void print(JsonGenerator json, String name, BlockRef ref) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("number", ref.number());
        json.writeStringField("hash", ref.hash().toString());
        json.writeEndObject();
    }
}
