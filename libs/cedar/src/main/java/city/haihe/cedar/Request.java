package city.haihe.cedar;

import city.haihe.cedar.Value.EntityUid;
import city.haihe.cedar.Value.RecordOf;

/**
 * Whether this principal may do this action to this resource in this context (Cedar, authorization).
 *
 * @param principal who
 * @param action does what
 * @param resource to what
 * @param context what else is known of the request
 */
public record Request(EntityUid principal, EntityUid action, EntityUid resource, RecordOf context) {}
