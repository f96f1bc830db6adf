package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A policy or a template, as it was read (Cedar, grammar, Policy). */
public final class Policy {

    /** What becomes of a request that the policy holds for. */
    public enum Effect {
        /** Allowed, unless a policy forbids it. */
        PERMIT,
        /** Denied, whatever other policies say. */
        FORBID
    }

    private final String id;
    private final Position position;
    private final Map<String, String> annotations;
    private final Effect effect;
    private final Scope principal;
    private final Scope action;
    private final Scope resource;
    private final List<Expr> conditions;

    Policy(
            String id,
            Position position,
            Map<String, String> annotations,
            Effect effect,
            Scope principal,
            Scope action,
            Scope resource,
            List<Expr> conditions) {
        this.id = id;
        this.position = position;
        this.annotations = Map.copyOf(new LinkedHashMap<>(annotations));
        this.effect = effect;
        this.principal = principal;
        this.action = action;
        this.resource = resource;
        this.conditions = List.copyOf(conditions);
    }

    /** Its name in decisions: the annotation {@code id}, or {@code policyN} by its place in the text, from 0. */
    public String id() {
        return id;
    }

    /** Where it begins in its text. */
    public Position position() {
        return position;
    }

    /** Its annotations by key; one without a value has the empty string. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /** Whether it permits or forbids. */
    public Effect effect() {
        return effect;
    }

    /** What it says of the principal. */
    public Scope principal() {
        return principal;
    }

    /** What it says of the action. */
    public Scope action() {
        return action;
    }

    /** What it says of the resource. */
    public Scope resource() {
        return resource;
    }

    /** What must be true besides, in order; the condition of an {@code unless} is negated. */
    List<Expr> conditions() {
        return conditions;
    }

    /** Whether it is a template, which decides nothing until it is linked. */
    public boolean isTemplate() {
        return principal.hasSlot() || resource.hasSlot();
    }

    /**
     * A policy of this template (Cedar, policy templates).
     *
     * @param newId its name
     * @param principalUid what {@code ?principal} stands for, or null where the template has no such slot
     * @param resourceUid what {@code ?resource} stands for, or null where the template has no such slot
     */
    public Policy link(String newId, @Nullable EntityUid principalUid, @Nullable EntityUid resourceUid) {
        if (principal.hasSlot() != (principalUid != null) || resource.hasSlot() != (resourceUid != null)) {
            throw new IllegalArgumentException(
                    "link of %s: slots principal %s, resource %s (expected: an entity for each slot, and no other)"
                            .formatted(id, principal.hasSlot(), resource.hasSlot()));
        }
        return new Policy(
                newId,
                position,
                annotations,
                effect,
                principalUid == null ? principal : principal.fill(principalUid),
                action,
                resourceUid == null ? resource : resource.fill(resourceUid),
                conditions);
    }
}
