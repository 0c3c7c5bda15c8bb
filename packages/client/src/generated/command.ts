// Made from the OpenAPI documents by `npm run client`; the next run overwrites it.

export interface paths {
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            status: string;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service can do its work, with the state of each dependency */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "ok" | "unavailable";
                            checks: {
                                [key: string]: {
                                    ok: boolean;
                                    detail?: string;
                                };
                            };
                        };
                    };
                };
                /** @description Default Response */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "ok" | "unavailable";
                            checks: {
                                [key: string]: {
                                    ok: boolean;
                                    detail?: string;
                                };
                            };
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus metrics */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description What it tells */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hold a start for a while
         * @description A promise: while it is live, a booking that names it is not refused.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        typeId: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        start: string;
                        resourceIds?: string[];
                        locationId?: string;
                        seats?: number;
                        /** @description Whom it is for, in the channel’s own words */
                        customer?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            holdId: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            end: string;
                            resourceIds: string[];
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            expiresAt: string;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/holds/{holdId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Give a hold back
         * @description Roles: channel, operator.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    holdId: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Book a visit
         * @description Roles: channel, operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        typeId: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        start: string;
                        resourceIds?: string[];
                        locationId?: string;
                        unitId?: string;
                        seats?: number;
                        customer: {
                            id: string;
                        } | {
                            name: string;
                            phone?: string;
                            /** Format: email */
                            email?: string;
                            externalId?: string;
                            locale?: string;
                            /**
                             * Format: time-zone
                             * @description IANA time zone
                             * @example America/Santiago
                             */
                            timezone?: string;
                            consents?: {
                                [key: string]: boolean;
                            };
                        };
                        participants?: {
                            name?: string;
                            phone?: string;
                            /** Format: email */
                            email?: string;
                            role?: string;
                        }[];
                        notes?: string;
                        origin?: string;
                        override?: boolean;
                        overrideReason?: string;
                        holdId?: string;
                        /**
                         * Format: date-time
                         * @description When the customer asked for it; of an import only
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        occurredAt?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            tenant: string;
                            typeId: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            end: string;
                            timezone: string;
                            resourceIds: string[];
                            locationId: string | null;
                            unitId: string | null;
                            customerId: string;
                            seats: number;
                            revision: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            origin: string;
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a visit
         * @description Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            tenant: string;
                            typeId: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            end: string;
                            timezone: string;
                            resourceIds: string[];
                            locationId: string | null;
                            unitId: string | null;
                            customerId: string;
                            seats: number;
                            revision: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            origin: string;
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a visit
         * @description Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            tenant: string;
                            typeId: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            end: string;
                            timezone: string;
                            resourceIds: string[];
                            locationId: string | null;
                            unitId: string | null;
                            customerId: string;
                            seats: number;
                            revision: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            origin: string;
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits/{id}/reschedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a visit to another time
         * @description The same visit, and the former time stays in its history. Channels are bound by the window.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        start: string;
                        resourceIds?: string[];
                        reason?: string;
                        override?: boolean;
                        overrideReason?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            tenant: string;
                            typeId: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            end: string;
                            timezone: string;
                            resourceIds: string[];
                            locationId: string | null;
                            unitId: string | null;
                            customerId: string;
                            seats: number;
                            revision: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            origin: string;
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/visits/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Bring a visit into another status
         * @description What happened before now is told with `occurredAt`; when it was recorded stays beside it.
         *
         *     Roles: operator, admin.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "confirmed" | "en_route" | "checked_in" | "completed" | "no_show" | "cancelled";
                        reason?: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        occurredAt?: string;
                        evidence?: {
                            reference?: string;
                            note?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            tenant: string;
                            typeId: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            end: string;
                            timezone: string;
                            resourceIds: string[];
                            locationId: string | null;
                            unitId: string | null;
                            customerId: string;
                            seats: number;
                            revision: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            origin: string;
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/admin/visits/{id}/reassign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a visit other resources at the same time
         * @description Roles: operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        resourceIds: string[];
                        reason?: string;
                        override?: boolean;
                        overrideReason?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            tenant: string;
                            typeId: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            end: string;
                            timezone: string;
                            resourceIds: string[];
                            locationId: string | null;
                            unitId: string | null;
                            customerId: string;
                            seats: number;
                            revision: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            origin: string;
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/visits/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add an internal note
         * @description Roles: operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        note: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            visitId: string;
                            noteId: string;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/visits/{id}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record what came of the visit
         * @description A later one takes the place of the first.
         *
         *     Roles: operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description A word of the tenant’s own, such as `sold` */
                        result: string;
                        note?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            visitId: string;
                            result: string;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/visits/{id}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add somebody who comes along
         * @description Roles: operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        phone?: string;
                        /** Format: email */
                        email?: string;
                        role?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            visitId: string;
                            participantId: string;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/visits/{id}/links/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke the manage links that were given out
         * @description The answer has a new one.
         *
         *     Roles: operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            tenant: string;
                            typeId: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            end: string;
                            timezone: string;
                            resourceIds: string[];
                            locationId: string | null;
                            unitId: string | null;
                            customerId: string;
                            seats: number;
                            revision: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            origin: string;
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waitlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wait for time, or be told when something opens
         * @description Without `from` and `to`: from now on, as far as may be booked today. Of several `resourceIds` of one kind any will do.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        typeId: string;
                        customer: {
                            id: string;
                        } | {
                            name: string;
                            phone?: string;
                            /** Format: email */
                            email?: string;
                            externalId?: string;
                            locale?: string;
                            /**
                             * Format: time-zone
                             * @description IANA time zone
                             * @example America/Santiago
                             */
                            timezone?: string;
                            consents?: {
                                [key: string]: boolean;
                            };
                        };
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        from?: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        to?: string;
                        resourceIds?: string[];
                        locationId?: string;
                        /** @enum {string} */
                        partOfDay?: "morning" | "afternoon" | "evening";
                        seats?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {string} */
                            status: "waiting" | "offered" | "accepted" | "left" | "closed";
                            typeId: string;
                            customerId: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            from: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            to: string;
                            /** @description Null: any of those that fit */
                            resourceIds: string[] | null;
                            locationId: string | null;
                            partOfDay: string | null;
                            seats: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            joinedAt: string;
                            /** @description What the accepted offer became */
                            visitId: string | null;
                            offer: {
                                number: number;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                start: string;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                end: string;
                                resourceIds: string[];
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                expiresAt: string;
                            } | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waitlist/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Wait no more
         * @description Roles: channel, operator.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waitlist/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take what is offered
         * @description Nothing refuses it before the offer expires. Asked again, it is the same visit.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            tenant: string;
                            typeId: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            end: string;
                            timezone: string;
                            resourceIds: string[];
                            locationId: string | null;
                            unitId: string | null;
                            customerId: string;
                            seats: number;
                            revision: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             */
                            createdAt: string;
                            origin: string;
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/waitlist/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an offer go, and go on waiting
         * @description Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {string} */
                            status: "waiting" | "offered" | "accepted" | "left" | "closed";
                            typeId: string;
                            customerId: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            from: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            to: string;
                            /** @description Null: any of those that fit */
                            resourceIds: string[] | null;
                            locationId: string | null;
                            partOfDay: string | null;
                            seats: number;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            joinedAt: string;
                            /** @description What the accepted offer became */
                            visitId: string | null;
                            offer: {
                                number: number;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                start: string;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                end: string;
                                resourceIds: string[];
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                expiresAt: string;
                            } | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/inbox/{id}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * It came up on a screen
         * @description Once; asked again, nothing happens.
         *
         *     Roles: operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            seen: boolean;
                            read: boolean;
                            archived: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{customerId}/inbox/{id}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * It came up on a screen, of a customer’s inbox
         * @description Once; asked again, nothing happens.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    customerId: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            seen: boolean;
                            read: boolean;
                            archived: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/inbox/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Somebody opened it
         * @description Once; asked again, nothing happens.
         *
         *     Roles: operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            seen: boolean;
                            read: boolean;
                            archived: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{customerId}/inbox/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Somebody opened it, of a customer’s inbox
         * @description Once; asked again, nothing happens.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    customerId: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            seen: boolean;
                            read: boolean;
                            archived: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/inbox/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put it aside
         * @description Once; asked again, nothing happens.
         *
         *     Roles: operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            seen: boolean;
                            read: boolean;
                            archived: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{customerId}/inbox/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put it aside, of a customer’s inbox
         * @description Once; asked again, nothing happens.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    customerId: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            seen: boolean;
                            read: boolean;
                            archived: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/inbox/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A whole inbox came up on a screen
         * @description The oldest first, 200 at a time.
         *
         *     Roles: operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @example resource:ana */
                        recipient: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Those that count as seen now */
                            seen: number;
                            /** @description There are more: ask again */
                            left: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{customerId}/inbox/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The whole inbox of a customer came up on a screen
         * @description The oldest first, 200 at a time.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    customerId: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Those that count as seen now */
                            seen: number;
                            /** @description There are more: ask again */
                            left: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manage/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The visit that a manage link leads to
         * @description With `accept: text/html` a page, in the language that `accept-language` asks for.
         */
        get: {
            parameters: {
                query?: {
                    told?: "cancelled" | "moved" | "taken" | "too-late" | "expired" | "revoked" | "unknown" | "failed";
                };
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            typeName: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            end: string;
                            timezone: string;
                            location: {
                                name: string;
                                address: string | null;
                            } | null;
                            cancel: {
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                until: string;
                            } | null;
                            reschedule: {
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                until: string;
                                starts: {
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    start: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    end: string;
                                }[];
                            } | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The time that an offer link was sent for
         * @description With `accept: text/html` a page, in the language that `accept-language` asks for.
         */
        get: {
            parameters: {
                query?: {
                    told?: "declined" | "taken" | "unknown" | "failed";
                };
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "open" | "accepted" | "ended";
                            typeName: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            end: string;
                            timezone: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            expiresAt: string;
                            location: {
                                name: string;
                                address: string | null;
                            } | null;
                            /** @description Of the visit that it has become */
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/unsubscribe/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the person whom an unsubscribe link was sent to wants to be told of
         * @description With `accept: text/html` a page, in the language that `accept-language` asks for.
         */
        get: {
            parameters: {
                query?: {
                    told?: "saved" | "stopped" | "gone" | "unknown" | "failed";
                };
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            channel: string;
                            preferences: {
                                all?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                whatsapp?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                email?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                sms?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                in_app?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                            };
                            quietHours: {
                                start: string;
                                end: string;
                            } | null;
                            legalOptOut: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Stop everything on the channel that the link was sent on, in one click (RFC 8058)
         * @description Whatever the body says: that somebody sent it is the wish.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            channel: string;
                            preferences: {
                                all?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                whatsapp?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                email?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                sms?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                in_app?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                            };
                            quietHours: {
                                start: string;
                                end: string;
                            } | null;
                            legalOptOut: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/agenda/bulk-moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plan a bulk move; nothing is moved yet
         * @description Roles: operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        filter: {
                            resourceIds?: string[];
                            locationId?: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339 with offset or Z
                             * @example 2026-03-02T10:00:00-03:00
                             */
                            from: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339 with offset or Z
                             * @example 2026-03-02T10:00:00-03:00
                             */
                            to: string;
                        };
                        move: {
                            shiftMinutes: number;
                        } | {
                            toResourceIds: string[];
                        } | {
                            /**
                             * Format: date
                             * @example 2026-03-02
                             */
                            toDate: string;
                        };
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bulkMoveId: string;
                            /** @description In the order in which the visits would move */
                            plan: {
                                visitId: string;
                                from: {
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    start: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    end: string;
                                    resourceIds: string[];
                                };
                                to: {
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    start: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    end: string;
                                    resourceIds: string[];
                                } | null;
                                feasible: boolean;
                                /** @description Why not */
                                why?: string;
                                /** @description The visits, holds and blocks whose time it would take, a few of them */
                                inTheWay?: {
                                    kind: string;
                                    id: string;
                                }[];
                            }[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/agenda/bulk-moves/{id}/commit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move the visits of a plan; answers when each has its result
         * @description Roles: operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "committed";
                            moved: number;
                            failed: number;
                            results: {
                                visitId: string;
                                /** @enum {string} */
                                result: "moved" | "failed" | "skipped";
                                /** @description Why not */
                                why?: string;
                            }[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/agenda/bulk-moves/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move those back that a bulk move has moved and nobody has changed since
         * @description Roles: operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "undone";
                            returned: number;
                            kept: number;
                            results: {
                                visitId: string;
                                /** @enum {string} */
                                result: "returned" | "kept";
                                /** @description Why not */
                                why?: string;
                            }[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Book a series of visits
         * @description At the same wall-clock time in the zone of the first resource. With `all-or-nothing`, 409 `series-unavailable` has a result for every occurrence, with alternatives.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        typeId: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        start: string;
                        resourceIds?: string[];
                        locationId?: string;
                        unitId?: string;
                        seats?: number;
                        customer: {
                            id: string;
                        } | {
                            name: string;
                            phone?: string;
                            /** Format: email */
                            email?: string;
                            externalId?: string;
                            locale?: string;
                            /**
                             * Format: time-zone
                             * @description IANA time zone
                             * @example America/Santiago
                             */
                            timezone?: string;
                            consents?: {
                                [key: string]: boolean;
                            };
                        };
                        participants?: {
                            name?: string;
                            phone?: string;
                            /** Format: email */
                            email?: string;
                            role?: string;
                        }[];
                        notes?: string;
                        origin?: string;
                        override?: boolean;
                        overrideReason?: string;
                        /** @description Either `count` or `until`, the last date in the zone of the first resource */
                        repeat: {
                            /** @enum {string} */
                            freq: "weekly";
                            interval?: number;
                            count?: number;
                            /**
                             * Format: date
                             * @example 2026-03-02
                             */
                            until?: string;
                        };
                        /** @enum {string} */
                        mode: "all-or-nothing" | "those-that-fit";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            seriesId: string;
                            /** @enum {string} */
                            mode: "all-or-nothing" | "those-that-fit";
                            /** @description One for every occurrence, in the order of time */
                            results: {
                                number: number;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                start: string | null;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                end: string | null;
                                /** @enum {string} */
                                status: "booked" | "unavailable";
                                visitId?: string;
                                resourceIds?: string[];
                                reason?: string;
                                alternatives?: {
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    start: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    end: string;
                                }[];
                            }[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits/series/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a series from a date on
         * @description Channels are bound by the cancellation window, visit by visit.
         *
         *     Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        from?: string;
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cancelled: string[];
                            kept: {
                                visitId: string;
                                why: string;
                            }[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a customer, or find the same one
         * @description Roles: channel, operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                        phone?: string;
                        /** Format: email */
                        email?: string;
                        externalId?: string;
                        locale?: string;
                        /**
                         * Format: time-zone
                         * @description IANA time zone
                         * @example America/Santiago
                         */
                        timezone?: string;
                        consents?: {
                            [key: string]: boolean;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string | null;
                            phone: string | null;
                            email: string | null;
                            externalId: string | null;
                            locale: string | null;
                            timezone: string | null;
                            consents: {
                                [key: string]: boolean;
                            };
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget somebody for ever
         * @description Their key is destroyed, and with it all that was ever kept of them: names, phones, texts, messages. Their visits, without them, stay in the history and in every figure. Also for who only came along to somebody’s visit. Cannot be undone.
         *
         *     Roles: channel, admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change what is known of a customer
         * @description What is named is replaced, null takes it away, and the rest stays. Consents are merged by purpose.
         *
         *     Roles: channel, operator.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name?: string;
                        phone?: string | null;
                        /** Format: email */
                        email?: string | null;
                        locale?: string | null;
                        /**
                         * Format: time-zone
                         * @description IANA time zone
                         * @example America/Santiago
                         */
                        timezone?: string | null;
                        consents?: {
                            [key: string]: boolean;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string | null;
                            phone: string | null;
                            email: string | null;
                            externalId: string | null;
                            locale: string | null;
                            timezone: string | null;
                            consents: {
                                [key: string]: boolean;
                            };
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/v1/customers/{id}/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say what a customer wants to be told of
         * @description Channel, or `all`, to kind of message, or `all`, to whether they want it: what is said most exactly counts, and yes where nothing is. Replaces what was said before. `quietHours` (their local time; null: the tenant’s) and `legalOptOut` (they have forbidden it: nothing at all is sent) stay where they are not given.
         *
         *     Roles: channel, admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        preferences: {
                            all?: {
                                all?: boolean;
                                created?: boolean;
                                confirmed?: boolean;
                                reminder?: boolean;
                                rescheduled?: boolean;
                                canceled?: boolean;
                                no_show?: boolean;
                                waitlist?: boolean;
                            };
                            whatsapp?: {
                                all?: boolean;
                                created?: boolean;
                                confirmed?: boolean;
                                reminder?: boolean;
                                rescheduled?: boolean;
                                canceled?: boolean;
                                no_show?: boolean;
                                waitlist?: boolean;
                            };
                            email?: {
                                all?: boolean;
                                created?: boolean;
                                confirmed?: boolean;
                                reminder?: boolean;
                                rescheduled?: boolean;
                                canceled?: boolean;
                                no_show?: boolean;
                                waitlist?: boolean;
                            };
                            sms?: {
                                all?: boolean;
                                created?: boolean;
                                confirmed?: boolean;
                                reminder?: boolean;
                                rescheduled?: boolean;
                                canceled?: boolean;
                                no_show?: boolean;
                                waitlist?: boolean;
                            };
                            in_app?: {
                                all?: boolean;
                                created?: boolean;
                                confirmed?: boolean;
                                reminder?: boolean;
                                rescheduled?: boolean;
                                canceled?: boolean;
                                no_show?: boolean;
                                waitlist?: boolean;
                            };
                        };
                        quietHours?: {
                            start: string;
                            end: string;
                        } | null;
                        legalOptOut?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            preferences: {
                                all?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                whatsapp?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                email?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                sms?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                in_app?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                            };
                            quietHours: {
                                start: string;
                                end: string;
                            } | null;
                            legalOptOut: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/tenant/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the tenant's policies, those that are named
         * @description Roles: admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        timezone?: string;
                        locale?: string;
                        country?: string;
                        /** @enum {string} */
                        confirmation?: "manual" | "automatic";
                        minNoticeMinutes?: number;
                        maxAdvanceDays?: number;
                        cancelMinMinutes?: number;
                        rescheduleMinMinutes?: number;
                        noShowAfterMinutes?: number;
                        holdSeconds?: number;
                        slotIntervalMinutes?: number;
                        reminders?: string[];
                        quietHours?: {
                            start: string;
                            end: string;
                        } | null;
                        waitlistOfferMinutes?: number;
                        confirmationSlaMinutes?: number;
                        lateAgentMinutes?: number;
                        noShowRisk?: {
                            from: number;
                            base: number;
                            leadDays: {
                                from: number;
                                points: number;
                            }[];
                            missed: {
                                points: number;
                                most: number;
                            };
                            kept: {
                                points: number;
                                most: number;
                            };
                            unconfirmed: number;
                            unreadReminder: {
                                points: number;
                                most: number;
                            };
                            hours: {
                                from: number;
                                until: number;
                                points: number;
                            }[];
                            weekdays: {
                                days: number[];
                                points: number;
                            }[];
                        };
                        /** @enum {string} */
                        notifications?: "live" | "shadow";
                        rollout?: {
                            percent: number;
                        };
                        messagesPerDay?: {
                            whatsapp?: number;
                            email?: number;
                            sms?: number;
                        };
                        /** @enum {string} */
                        assignment?: "least-loaded" | "round-robin" | "usual-agent";
                        travelMinutes?: number;
                        holidays?: {
                            date: string;
                            name: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            timezone: string;
                            locale: string;
                            country: string;
                            /** @enum {string} */
                            confirmation: "manual" | "automatic";
                            minNoticeMinutes: number;
                            maxAdvanceDays: number;
                            cancelMinMinutes: number;
                            rescheduleMinMinutes: number;
                            noShowAfterMinutes: number;
                            holdSeconds: number;
                            slotIntervalMinutes: number;
                            reminders: string[];
                            quietHours: {
                                start: string;
                                end: string;
                            } | null;
                            waitlistOfferMinutes: number;
                            confirmationSlaMinutes?: number;
                            lateAgentMinutes?: number;
                            noShowRisk?: {
                                from: number;
                                base: number;
                                leadDays: {
                                    from: number;
                                    points: number;
                                }[];
                                missed: {
                                    points: number;
                                    most: number;
                                };
                                kept: {
                                    points: number;
                                    most: number;
                                };
                                unconfirmed: number;
                                unreadReminder: {
                                    points: number;
                                    most: number;
                                };
                                hours: {
                                    from: number;
                                    until: number;
                                    points: number;
                                }[];
                                weekdays: {
                                    days: number[];
                                    points: number;
                                }[];
                            };
                            /** @enum {string} */
                            notifications: "live" | "shadow";
                            rollout: {
                                percent: number;
                            };
                            messagesPerDay?: {
                                whatsapp?: number;
                                email?: number;
                                sms?: number;
                            };
                            /** @enum {string} */
                            assignment: "least-loaded" | "round-robin" | "usual-agent";
                            travelMinutes: number;
                            holidays: {
                                date: string;
                                name: string;
                            }[];
                            /** @description The visits ahead that this change leaves outside opening hours, if any */
                            orphans?: string[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/locations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Configure a location
         * @description Roles: admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        address?: string;
                        timezone: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            address?: string;
                            timezone: string;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Archive a location
         * @description Roles: admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/resources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Configure a resource
         * @description Roles: admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        /** @enum {string} */
                        kind: "agent" | "room" | "unit" | "vehicle";
                        name: string;
                        timezone: string;
                        locationId?: string;
                        capacity: number;
                        visitTypeIds?: string[];
                        schedule: {
                            weekly: {
                                days: number[];
                                start: string;
                                end: string;
                                validFrom?: string;
                                validUntil?: string;
                                typeIds?: string[];
                            }[];
                            exceptions: {
                                date: string;
                                ranges: {
                                    start: string;
                                    end: string;
                                }[];
                            }[];
                            holidays: {
                                country: string;
                                region?: string;
                            } | null;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {string} */
                            kind: "agent" | "room" | "unit" | "vehicle";
                            name: string;
                            timezone: string;
                            locationId?: string;
                            capacity: number;
                            visitTypeIds?: string[];
                            schedule: {
                                weekly: {
                                    days: number[];
                                    start: string;
                                    end: string;
                                    validFrom?: string;
                                    validUntil?: string;
                                    typeIds?: string[];
                                }[];
                                exceptions: {
                                    date: string;
                                    ranges: {
                                        start: string;
                                        end: string;
                                    }[];
                                }[];
                                holidays: {
                                    country: string;
                                    region?: string;
                                } | null;
                            };
                            /** @description The visits ahead that this change leaves outside opening hours, if any */
                            orphans?: string[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Archive a resource
         * @description Roles: admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/visit-types/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Configure a visit-type
         * @description Roles: admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        durationMinutes: number;
                        bufferBeforeMinutes: number;
                        bufferAfterMinutes: number;
                        seats: number;
                        needs: {
                            /** @enum {string} */
                            kind: "agent" | "room" | "unit" | "vehicle";
                            count: number;
                        }[];
                        /** @enum {string} */
                        mode: "in_person" | "virtual" | "call";
                        slotIntervalMinutes: number;
                        price?: {
                            amount: string;
                            currency: string;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            durationMinutes: number;
                            bufferBeforeMinutes: number;
                            bufferAfterMinutes: number;
                            seats: number;
                            needs: {
                                /** @enum {string} */
                                kind: "agent" | "room" | "unit" | "vehicle";
                                count: number;
                            }[];
                            /** @enum {string} */
                            mode: "in_person" | "virtual" | "call";
                            slotIntervalMinutes: number;
                            price?: {
                                amount: string;
                                currency: string;
                            };
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Archive a visit-type
         * @description Roles: admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/channels/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Use an account of your own for a channel
         * @description Roles: admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    channel: "whatsapp" | "email" | "sms";
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        provider: "whatsapp-cloud" | "resend" | "smtp" | "twilio";
                        /** @description whatsapp-cloud: phoneNumberId, wabaId?, version?. resend: from. smtp: from, host, port, security (tls, starttls), user (or null). twilio: accountSid, from */
                        settings: {
                            [key: string]: unknown;
                        };
                        /** @description Never shown again. whatsapp-cloud: accessToken, and of an app of your own appSecret and verifyToken. resend: apiKey, webhookSecret. smtp: password. twilio: authToken */
                        secrets: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            channel: "whatsapp" | "email" | "sms";
                            /** @enum {string} */
                            source: "own";
                            provider: string;
                            settings: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Go back to the platform's account for a channel, if it has one
         * @description Roles: admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    channel: "whatsapp" | "email" | "sms";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notification-rules/{event}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say who is told of an event, and how
         * @description The whole document. Each rule goes along its `fallbackOrder`: the next channel only where the one before did not get through. A reminder that has rules is sent, whether or not it is among the policies’ `reminders`. Agents are told `in_app`.
         *
         *     Roles: admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description `visit.created`, `visit.canceled`, `visit.reminder.t24h` (any ISO 8601 duration) …
                     * @example visit.confirmed
                     */
                    event: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        rules: {
                            id: string;
                            enabled: boolean;
                            recipients: ("customer" | "participants" | "agents")[];
                            fallbackOrder: ("whatsapp" | "email" | "sms" | "in_app")[];
                            template: string;
                            /** @enum {string} */
                            priority: "critical" | "normal";
                            slaSeconds: number | null;
                            /** @enum {string} */
                            quietHours: "send" | "send-if-soon" | "defer" | "drop";
                            notAfter: string;
                            fallbackAfterSeconds: number | null;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            event: string;
                            isDefault: boolean;
                            rules: {
                                id: string;
                                enabled: boolean;
                                recipients: ("customer" | "participants" | "agents")[];
                                fallbackOrder: ("whatsapp" | "email" | "sms" | "in_app")[];
                                template: string;
                                /** @enum {string} */
                                priority: "critical" | "normal";
                                slaSeconds: number | null;
                                /** @enum {string} */
                                quietHours: "send" | "send-if-soon" | "defer" | "drop";
                                notAfter: string;
                                fallbackAfterSeconds: number | null;
                            }[];
                            preview: {
                                ruleId: string;
                                channel: string;
                                language: string;
                                version: number;
                                /** @description As somebody would read it, with made-up data */
                                text: string;
                            }[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Go back to the rules that everybody has
         * @description Roles: admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description `visit.created`, `visit.canceled`, `visit.reminder.t24h` (any ISO 8601 duration) …
                     * @example visit.confirmed
                     */
                    event: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notification-templates/{key}/{channel}/{locale}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Write a text of your own
         * @description Roles: admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                    channel: "whatsapp" | "email" | "sms" | "in_app";
                    locale: "es" | "ca" | "pt" | "en";
                };
                cookie?: never;
            };
            /** @description whatsapp: name, languageCode?, parameters, buttons, text, ttlSeconds. email: subject, mjml, text, calendar (request, cancel or null). sms: text, ttlSeconds, gsm7?. in_app: title, body, url. All text is Liquid */
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            /** @enum {string} */
                            channel: "whatsapp" | "email" | "sms" | "in_app";
                            /** @enum {string} */
                            locale: "es" | "ca" | "pt" | "en";
                            version: number;
                            /** @description The version in force; null where nothing is yet */
                            published: number | null;
                            /** @description As it was written */
                            document: {
                                [key: string]: unknown;
                            };
                            preview: {
                                /** @description The message as somebody would get it, with made-up data */
                                content: {
                                    [key: string]: unknown;
                                };
                                /** @description As how many messages an SMS counts */
                                segments: number | null;
                            };
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notification-templates/{key}/{channel}/{locale}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See what a text would look like; nothing is kept
         * @description Roles: admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                    channel: "whatsapp" | "email" | "sms" | "in_app";
                    locale: "es" | "ca" | "pt" | "en";
                };
                cookie?: never;
            };
            /** @description whatsapp: name, languageCode?, parameters, buttons, text, ttlSeconds. email: subject, mjml, text, calendar (request, cancel or null). sms: text, ttlSeconds, gsm7?. in_app: title, body, url. All text is Liquid */
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description The message as somebody would get it, with made-up data */
                            content: {
                                [key: string]: unknown;
                            };
                            /** @description As how many messages an SMS counts */
                            segments: number | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notification-templates/{key}/{channel}/{locale}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a version in force
         * @description Roles: admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    key: string;
                    channel: "whatsapp" | "email" | "sms" | "in_app";
                    locale: "es" | "ca" | "pt" | "en";
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        version: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            /** @enum {string} */
                            channel: "whatsapp" | "email" | "sms" | "in_app";
                            /** @enum {string} */
                            locale: "es" | "ca" | "pt" | "en";
                            version: number;
                            /** @description As it was written */
                            document: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notification-templates/{key}/{channel}/{locale}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go back to what was in force before
         * @description Roles: admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path: {
                    key: string;
                    channel: "whatsapp" | "email" | "sms" | "in_app";
                    locale: "es" | "ca" | "pt" | "en";
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            /** @enum {string} */
                            channel: "whatsapp" | "email" | "sms" | "in_app";
                            /** @enum {string} */
                            locale: "es" | "ca" | "pt" | "en";
                            version: number;
                            /** @description As it was written */
                            document: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/agenda/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Block time of resources, or of all at a location
         * @description Roles: operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        resourceIds?: string[];
                        locationId?: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        start: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        end: string;
                        reason: string;
                        /** @enum {string} */
                        onConflict: "refuse" | "keep";
                        repeat?: {
                            /** @enum {string} */
                            freq: "weekly";
                            interval: number;
                            until: string;
                        };
                        /**
                         * Format: time-zone
                         * @description IANA time zone
                         * @example America/Santiago
                         */
                        timezone?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            blockId: string;
                            conflicts: string[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/agenda/blocks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Lift a block, in full
         * @description Roles: operator, admin.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/resources/{id}/busy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the complete busy time of an external calendar within a window
         * @description Roles: admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        source: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        to: string;
                        intervals: {
                            /**
                             * Format: date-time
                             * @description RFC 3339 with offset or Z
                             * @example 2026-03-02T10:00:00-03:00
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339 with offset or Z
                             * @example 2026-03-02T10:00:00-03:00
                             */
                            end: string;
                            externalId?: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            laid: number;
                            lifted: number;
                            conflicts: string[];
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notifications/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a message again that failed, waits for a person, or of which nobody knows whether it went out
         * @description It has all its tries again, and goes out as soon as every gate lets it. One that perhaps went out may come twice. Asked again before it was tried, nothing more happens. 409 `notification-not-failed` for one that has not failed, was not to be sent or went on another channel, `notification-too-late` for one that is of no use any more.
         *
         *     Roles: operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never> | null;
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            status: string;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notifications/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try dead letters again, a portion at a time
         * @description Critical ones first, then those that soonest are of no use any more. Cut short or asked twice, nothing is tried twice: what was tried again is none of them any more.
         *
         *     Roles: operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        channel?: "whatsapp" | "email" | "sms" | "in_app";
                        /**
                         * @description Such as `unavailable`
                         * @example unavailable
                         */
                        failureClass?: string;
                        /**
                         * Format: date-time
                         * @description First due then or later
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        from?: string;
                        /**
                         * Format: date-time
                         * @description First due before then
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        to?: string;
                        /** @default 100 */
                        limit?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Those that are tried again */
                            retried: number;
                            /** @description Those that still wait: ask again until there are none */
                            left: number;
                            /** @description Those that are of no use any more, so that nobody can try them again */
                            tooLate: number;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/whatsapp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Meta’s question when this address is registered */
        get: {
            parameters: {
                query?: {
                    tenant?: string;
                    "hub.mode"?: string;
                    "hub.verify_token"?: string;
                    "hub.challenge"?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** WhatsApp tells what became of messages, and what people write and tap */
        post: {
            parameters: {
                query?: {
                    tenant?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a tenant
         * @description Roles: platform.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                    /** @description The tenant, for a platform key */
                    "x-visita-tenant"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        policies: {
                            timezone: string;
                            locale: string;
                            country: string;
                            /** @enum {string} */
                            confirmation?: "manual" | "automatic";
                            minNoticeMinutes?: number;
                            maxAdvanceDays?: number;
                            cancelMinMinutes?: number;
                            rescheduleMinMinutes?: number;
                            noShowAfterMinutes?: number;
                            holdSeconds?: number;
                            slotIntervalMinutes?: number;
                            reminders?: string[];
                            quietHours?: {
                                start: string;
                                end: string;
                            } | null;
                            waitlistOfferMinutes?: number;
                            confirmationSlaMinutes?: number;
                            lateAgentMinutes?: number;
                            noShowRisk?: {
                                from: number;
                                base: number;
                                leadDays: {
                                    from: number;
                                    points: number;
                                }[];
                                missed: {
                                    points: number;
                                    most: number;
                                };
                                kept: {
                                    points: number;
                                    most: number;
                                };
                                unconfirmed: number;
                                unreadReminder: {
                                    points: number;
                                    most: number;
                                };
                                hours: {
                                    from: number;
                                    until: number;
                                    points: number;
                                }[];
                                weekdays: {
                                    days: number[];
                                    points: number;
                                }[];
                            };
                            /** @enum {string} */
                            notifications?: "live" | "shadow";
                            rollout?: {
                                percent: number;
                            };
                            messagesPerDay?: {
                                whatsapp?: number;
                                email?: number;
                                sms?: number;
                            };
                            /** @enum {string} */
                            assignment?: "least-loaded" | "round-robin" | "usual-agent";
                            travelMinutes?: number;
                            holidays?: {
                                date: string;
                                name: string;
                            }[];
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            name: string;
                            policies: {
                                timezone: string;
                                locale: string;
                                country: string;
                                /** @enum {string} */
                                confirmation: "manual" | "automatic";
                                minNoticeMinutes: number;
                                maxAdvanceDays: number;
                                cancelMinMinutes: number;
                                rescheduleMinMinutes: number;
                                noShowAfterMinutes: number;
                                holdSeconds: number;
                                slotIntervalMinutes: number;
                                reminders: string[];
                                quietHours: {
                                    start: string;
                                    end: string;
                                } | null;
                                waitlistOfferMinutes: number;
                                confirmationSlaMinutes?: number;
                                lateAgentMinutes?: number;
                                noShowRisk?: {
                                    from: number;
                                    base: number;
                                    leadDays: {
                                        from: number;
                                        points: number;
                                    }[];
                                    missed: {
                                        points: number;
                                        most: number;
                                    };
                                    kept: {
                                        points: number;
                                        most: number;
                                    };
                                    unconfirmed: number;
                                    unreadReminder: {
                                        points: number;
                                        most: number;
                                    };
                                    hours: {
                                        from: number;
                                        until: number;
                                        points: number;
                                    }[];
                                    weekdays: {
                                        days: number[];
                                        points: number;
                                    }[];
                                };
                                /** @enum {string} */
                                notifications: "live" | "shadow";
                                rollout: {
                                    percent: number;
                                };
                                messagesPerDay?: {
                                    whatsapp?: number;
                                    email?: number;
                                    sms?: number;
                                };
                                /** @enum {string} */
                                assignment: "least-loaded" | "round-robin" | "usual-agent";
                                travelMinutes: number;
                                holidays: {
                                    date: string;
                                    name: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/tenants/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue a key; it is shown once
         * @description Roles: platform.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description 1 to 255 visible characters */
                    "idempotency-key"?: string;
                    /** @description The tenant, for a platform key */
                    "x-visita-tenant"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        role: "channel" | "operator" | "admin" | "auditor";
                        label?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            keyId: string;
                            role: string;
                            label: string;
                            key: string;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/tenants/{id}/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description Roles: platform.
         */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The tenant, for a platform key */
                    "x-visita-tenant"?: string;
                };
                path: {
                    id: string;
                    keyId: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manage/{token}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel the visit as its customer */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            typeName: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            end: string;
                            timezone: string;
                            location: {
                                name: string;
                                address: string | null;
                            } | null;
                            cancel: {
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                until: string;
                            } | null;
                            reschedule: {
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                until: string;
                                starts: {
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    start: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    end: string;
                                }[];
                            } | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/manage/{token}/reschedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move the visit as its customer */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description RFC 3339 with offset or Z
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        start: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            typeName: string;
                            status: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            end: string;
                            timezone: string;
                            location: {
                                name: string;
                                address: string | null;
                            } | null;
                            cancel: {
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                until: string;
                            } | null;
                            reschedule: {
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                until: string;
                                starts: {
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    start: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    end: string;
                                }[];
                            } | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{token}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the time that is offered */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "open" | "accepted" | "ended";
                            typeName: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            end: string;
                            timezone: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            expiresAt: string;
                            location: {
                                name: string;
                                address: string | null;
                            } | null;
                            /** @description Of the visit that it has become */
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{token}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let it go, and go on waiting */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "open" | "accepted" | "ended";
                            typeName: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            start: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            end: string;
                            timezone: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            expiresAt: string;
                            location: {
                                name: string;
                                address: string | null;
                            } | null;
                            /** @description Of the visit that it has become */
                            manageUrl: string | null;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/unsubscribe/{token}/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what to be told of, box by box
         * @description A field `<channel>.<kind>` for all that is wanted; `never` where nothing at all may be sent. Or `stop`, and nothing else counts.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        [key: string]: "on";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        /** @description Where in the log the write stands, for `visita-min-position` */
                        "visita-position"?: string;
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            channel: string;
                            preferences: {
                                all?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                whatsapp?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                email?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                sms?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                                in_app?: {
                                    all?: boolean;
                                    created?: boolean;
                                    confirmed?: boolean;
                                    reminder?: boolean;
                                    rescheduled?: boolean;
                                    canceled?: boolean;
                                    no_show?: boolean;
                                    waitlist?: boolean;
                                };
                            };
                            quietHours: {
                                start: string;
                                end: string;
                            } | null;
                            legalOptOut: boolean;
                        };
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resend tells what became of e-mails */
        post: {
            parameters: {
                query?: {
                    tenant?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/twilio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Twilio tells what became of text messages, and what people write back */
        post: {
            parameters: {
                query?: {
                    tenant?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": string;
                    };
                };
                /** @description The request was refused; `type` says why. */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The service failed; nothing is told of the inside. */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /** @description Which problem it is: `/problems/<slug>`. */
            type: string;
            title: string;
            status: number;
            detail?: string;
            /** @description The request that met it: `/requests/<request id>`. */
            instance: string;
            /** @description With `invalid-request`: what is wrong, where. */
            errors?: {
                in: string;
                path: string;
                message: string;
            }[];
        } & {
            [key: string]: unknown;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
