package io.chaintier.event;

/** What happened to a chain. */
public sealed interface Payload permits BlockAppended, BlockReverted, FinalityAdvanced {}
