package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line in the log of an incident. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogEntry(
    @JsonProperty(required = true) Instant at,
    @JsonProperty(required = true)
        @JsonPropertyDescription(
            "raised, worsened, cleared, acknowledged, shelved, unshelved, or judged with the verdict"
                + " in the note")
        String what,
    @JsonPropertyDescription("The author; absent for the service itself") @Nullable String by,
    @Nullable String note,
    @JsonPropertyDescription("The id of the operator's action") @Nullable String action) {}
