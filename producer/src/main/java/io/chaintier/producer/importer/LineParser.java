package io.chaintier.producer.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import io.chaintier.event.ChainId;
import io.chaintier.evm.EvmChain;
import io.chaintier.evm.EvmJson;
import io.chaintier.evm.EvmParser;
import io.chaintier.evm.MalformedChainDataException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;

/** A line {@code {"block": ..., "receipts": [...]}} to a block; {@code receipts} may be absent. Safe for many threads. */
final class LineParser {
    private final EvmParser parser = new EvmParser();
    private final ChainId chain;

    LineParser(ChainId chain) {
        this.chain = chain;
    }

    ParsedLine parse(long number, byte[] line) {
        if (isBlank(line)) {
            return new ParsedLine.Blank(number);
        }
        try {
            JsonNode json = EvmJson.mapper().readTree(line);
            return shapeProblem(json)
                    .<ParsedLine>map(what -> new ParsedLine.Broken(number, what))
                    .orElseGet(() -> parse(number, json));
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")";
            return new ParsedLine.Broken(number, "expected one line of JSON" + where + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            return new ParsedLine.Broken(number, "expected one line of JSON: " + e.getMessage());
        }
    }

    private ParsedLine parse(long number, JsonNode line) {
        Optional<JsonNode> receipts = Optional.ofNullable(line.get("receipts"));
        try {
            Block block = parser.parse(line.get("block"), receipts);
            Optional<ChainId> signedFor = EvmChain.idOf(line.get("block"));
            if (signedFor.isPresent() && !signedFor.get().equals(chain)) {
                return new ParsedLine.Broken(
                        number, "block.transactions are of chain " + signedFor.get() + ": expected chain " + chain);
            }
            return new ParsedLine.Good(
                    number, block, receipts.map(LineParser::logs).orElse(0L));
        } catch (MalformedChainDataException e) {
            return new ParsedLine.Broken(number, e.getMessage());
        }
    }

    private static Optional<String> shapeProblem(JsonNode line) {
        if (!line.isObject() || !line.has("block")) {
            return Optional.of("block is missing: expected {\"block\": ..., \"receipts\": [...]}");
        }
        for (Iterator<String> names = line.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!name.equals("block") && !name.equals("receipts")) {
                return Optional.of("field \"" + name + "\": expected block and receipts only");
            }
        }
        return Optional.empty();
    }

    private static long logs(JsonNode receipts) {
        long logs = 0;
        for (JsonNode receipt : receipts) {
            logs += receipt.path("logs").size();
        }
        return logs;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}
