package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;

/** A version that is about to be written. */
record NewVersion(StoredResource resource, IndexedResource index) {}
