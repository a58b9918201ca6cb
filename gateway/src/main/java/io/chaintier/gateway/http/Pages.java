package io.chaintier.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.read.Tier;
import io.chaintier.gateway.read.TierReads;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.read.WriteBack;
import io.chaintier.gateway.rpc.ServedChains;
import io.chaintier.store.StoreException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** What people and probes read with GET, as JSON. Blocking; safe for many threads. */
final class Pages {
    private final String version;
    private final TieredReader reader;
    private final ServedChains chains;
    private final Optional<WriteBack> writeBack;
    private final LivePage live;

    Pages(String version, TieredReader reader, ServedChains chains, Optional<WriteBack> writeBack, LivePage live) {
        this.version = version;
        this.reader = reader;
        this.chains = chains;
        this.writeBack = writeBack;
        this.live = live;
    }

    /**
     * @param status HTTP status
     * @param json   the body
     */
    record Page(int status, String json) {}

    /** The chains and their heads, and whether news of them come. */
    Page home() {
        ObjectNode page = object().put("service", version);
        ArrayNode list = page.putArray("chains");
        try {
            chains.all().stream()
                    .sorted(Comparator.comparing(ChainId::toString))
                    .forEach(chain -> list.add(chain(chain)));
        } catch (StoreException e) {
            page.put("error", e.getMessage());
        }
        page.set("feed", live.feed());
        page.set("listeners", live.listeners());
        return page(200, page);
    }

    private ObjectNode chain(ChainId chain) {
        ObjectNode line = object().put("chain", chain.toString()).put("path", "/" + chain);
        try {
            reader.head(chain)
                    .value()
                    .ifPresent(head -> line.putObject("head")
                            .put("number", head.head().number())
                            .put("hash", head.head().hash().toString()));
        } catch (StoreException e) {
            line.put("error", e.getMessage());
        }
        return line;
    }

    /** Reads per tier, how the shards of disk are doing, what was written back, and how feed and listeners stand. */
    Page stats() {
        ObjectNode page = object();
        ObjectNode tiers = page.putObject("tiers");
        for (TierReads reads : reader.reads()) {
            tiers.putObject(reads.tier().toString())
                    .put("hits", reads.hits())
                    .put("misses", reads.misses())
                    .put("failures", reads.failures())
                    .put("skipped", reads.skipped())
                    .put("meanMicros", reads.meanMicros());
        }
        page.put("sharedReads", reader.sharedReads());
        ObjectNode shards = page.putObject("shards");
        reader.parts().forEach((tier, parts) -> {
            ArrayNode list = shards.putArray(tier.toString());
            parts.forEach(part -> list.addObject()
                    .put("type", part.name())
                    .put("place", part.place())
                    .put("state", part.state().name())
                    .put("why", part.why()));
        });
        writeBack
                .map(WriteBack::figures)
                .ifPresent(figures -> page.putObject("writeBack")
                        .put("written", figures.written())
                        .put("dropped", figures.dropped())
                        .put("failed", figures.failed())
                        .put("waiting", figures.waiting()));
        page.set("feed", live.feedInFull());
        page.set("webSockets", live.webSockets());
        page.set("listeners", live.listeners());
        return page(200, page);
    }

    /** Ready as long as one tier answers. */
    Page ready() {
        Map<Tier, Boolean> answers = reader.probe();
        boolean up = answers.containsValue(true);
        ObjectNode page = object().put("status", status(up));
        ArrayNode checks = page.putArray("checks");
        answers.forEach((tier, answered) ->
                checks.addObject().put("name", tier.toString()).put("status", status(answered)));
        return page(up ? 200 : 503, page);
    }

    /** The process runs; its stores are not its life. */
    Page live() {
        ObjectNode page = object().put("status", status(true));
        page.putArray("checks");
        return page(200, page);
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private Page page(int status, ObjectNode json) {
        return new Page(status, json.toString());
    }
}
