package io.chaintier.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.gateway.feed.ChainFeedStatus;
import io.chaintier.gateway.feed.FeedStatus;
import io.chaintier.gateway.rpc.Live;
import io.chaintier.gateway.rpc.Notifier;
import java.util.Locale;

/** What moves and who is told of it, as JSON. Safe for many threads. */
final class LivePage {
    private final Live live;
    private final WebSockets webSockets;

    LivePage(Live live, WebSockets webSockets) {
        this.live = live;
        this.webSockets = webSockets;
    }

    /** Whether the topic is followed. */
    ObjectNode feed() {
        return summary(live.feed().status());
    }

    ObjectNode feedInFull() {
        FeedStatus status = live.feed().status();
        ObjectNode page = summary(status);
        ObjectNode chains = page.putObject("chains");
        for (ChainFeedStatus chain : status.chains()) {
            chains.putObject(chain.chain().toString())
                    .put("released", chain.released())
                    .put("held", chain.held())
                    .put("kept", chain.kept())
                    .put("listeners", chain.listeners())
                    .put("meanHeldMicros", chain.meanHeldMicros())
                    .put("maxHeldMicros", chain.maxHeldMicros());
        }
        return page;
    }

    ObjectNode webSockets() {
        WebSocketFigures figures = webSockets.figures();
        return JsonNodeFactory.instance
                .objectNode()
                .put("open", figures.open())
                .put("refused", figures.refused())
                .put("cutOff", figures.cutOff());
    }

    /** Who is told. */
    ObjectNode listeners() {
        Notifier.Figures figures = live.notifier().figures();
        return JsonNodeFactory.instance
                .objectNode()
                .put("subscriptions", figures.open())
                .put("ended", figures.ended())
                .put("filters", live.filters().count());
    }

    private static ObjectNode summary(FeedStatus status) {
        ObjectNode page = JsonNodeFactory.instance
                .objectNode()
                .put("state", status.state().name().toLowerCase(Locale.ROOT));
        if (!status.why().isEmpty()) {
            page.put("why", status.why());
        }
        status.lagRecords().ifPresent(lag -> page.put("lagRecords", lag));
        return page;
    }
}
