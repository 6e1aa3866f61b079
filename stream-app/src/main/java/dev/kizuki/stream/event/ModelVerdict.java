package dev.kizuki.stream.event;

import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A verdict, the model that gave it, and when.
 *
 * @param model null if no model is configured for the device
 */
public record ModelVerdict(Verdict verdict, @Nullable ModelReference model, Instant scoredAt) {}
