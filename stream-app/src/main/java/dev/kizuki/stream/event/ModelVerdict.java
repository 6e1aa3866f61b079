package dev.kizuki.stream.event;

import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A verdict, and who gave it when.
 *
 * @param model null where there is none for the device
 */
public record ModelVerdict(Verdict verdict, @Nullable ModelReference model, Instant scoredAt) {}
