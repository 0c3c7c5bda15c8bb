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
    "/v1/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Locations
         * @description Roles: channel, operator, admin.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: {
                                id: string;
                                name: string;
                                address?: string;
                                timezone: string;
                            }[];
                            nextCursor: string | null;
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
    "/v1/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Resources, of one location or all
         * @description Roles: channel, operator, admin.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    locationId?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: {
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
                            }[];
                            nextCursor: string | null;
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
    "/v1/visit-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visit types
         * @description Roles: channel, operator, admin.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: {
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
                            }[];
                            nextCursor: string | null;
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
    "/v1/admin/tenant/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tenant’s policies
         * @description Roles: operator, admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
    "/v1/admin/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The account of each channel: your own, the platform’s, or none
         * @description Roles: operator, admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: {
                                /** @enum {string} */
                                channel: "whatsapp" | "email" | "sms";
                                /** @enum {string} */
                                source: "own" | "platform" | "none";
                                provider: string | null;
                                /** @description Of an account of your own */
                                settings: {
                                    [key: string]: unknown;
                                } | null;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                setAt: string | null;
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notification-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The texts that there are, and which version of each is in force
         * @description Roles: operator, admin.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    key?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: {
                                key: string;
                                /** @enum {string} */
                                channel: "whatsapp" | "email" | "sms" | "in_app";
                                /** @enum {string} */
                                locale: "es" | "ca" | "pt" | "en";
                                /** @description The newest one */
                                version: number;
                                /** @description The one in force; null: none is yet */
                                published: number | null;
                                /** @description Whether what is in force is the text that everybody has */
                                isShipped: boolean;
                            }[];
                            nextCursor: string | null;
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
    "/v1/admin/notification-templates/{key}/{channel}/{locale}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One text: what is in force, or another version of it, and all that there are
         * @description Roles: operator, admin.
         */
        get: {
            parameters: {
                query?: {
                    version?: number;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
                path: {
                    key: string;
                    channel: "whatsapp" | "email" | "sms" | "in_app";
                    locale: "es" | "ca" | "pt" | "en";
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
                            key: string;
                            /** @enum {string} */
                            channel: "whatsapp" | "email" | "sms" | "in_app";
                            /** @enum {string} */
                            locale: "es" | "ca" | "pt" | "en";
                            /** @description Of the document that is shown */
                            version: number;
                            /** @description The one in force; null: none is yet */
                            published: number | null;
                            /** @description As it was written */
                            document: {
                                [key: string]: unknown;
                            };
                            /** @description The newest first */
                            versions: {
                                version: number;
                                isShipped: boolean;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                savedAt: string | null;
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notification-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is told of what, and how: every event
         * @description Roles: operator, admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: {
                                event: string;
                                /**
                                 * @description ISO 8601, how long before the start
                                 * @example PT24H
                                 */
                                reminder: string | null;
                                /** @description The rules that everybody has: nothing was put */
                                isDefault: boolean;
                                /** @description Whether there is anything to tell: of reminders, whether the tenant has this one */
                                inForce: boolean;
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
        put?: never;
        post?: never;
        delete?: never;
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
        /**
         * Who is told of one event, and how
         * @description Roles: operator, admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
                path: {
                    event: string;
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
                            event: string;
                            /**
                             * @description ISO 8601, how long before the start
                             * @example PT24H
                             */
                            reminder: string | null;
                            /** @description The rules that everybody has: nothing was put */
                            isDefault: boolean;
                            /** @description Whether there is anything to tell: of reminders, whether the tenant has this one */
                            inForce: boolean;
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
    "/v1/visits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A visit as it stands now
         * @description Folded from the visit’s own stream, so it is never behind.
         *
         *     Roles: channel, operator.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
        put?: never;
        post?: never;
        delete?: never;
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
        /**
         * The visits of one customer
         * @description By `customerId`, or by the `externalId` that the tenant’s own system knows the customer by.
         *
         *     Roles: channel, operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    customerId?: string;
                    externalId?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["Visit"][];
                            nextCursor: string | null;
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
    "/v1/admin/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visits by what they are, in the order of their start
         * @description `q` finds by beginnings, without regard to case and accents: every word must begin a word of the customer’s name, or the text begins the customer’s external id or (from 8 characters) the visit’s id; digits begin or end the phone.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    status?: ("pending" | "confirmed" | "en_route" | "checked_in" | "completed" | "cancelled" | "no_show")[];
                    resourceId?: string;
                    locationId?: string;
                    typeId?: string;
                    customerId?: string;
                    origin?: string;
                    /** @description What the visits are looked for by */
                    q?: string;
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    from?: string;
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    to?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["Visit"][];
                            nextCursor: string | null;
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
    "/v1/admin/visits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A visit with everything that is known of it: who comes, notes, and its whole history
         * @description Folded from the visit’s own stream, so it is never behind; only the customer’s contact and the messages come from read models. Reasons, notes and participants are opened for staff. A text that was given and whose person has been erased reads `erased`.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            /** @description What came of it, where somebody said so */
                            outcome: string | null;
                            customer: {
                                id: string;
                                name: string | null;
                                phone: string | null;
                                email: string | null;
                                erased: boolean;
                            };
                            participants: {
                                personId: string;
                                role: string | null;
                                name: string | null;
                                phone: string | null;
                                email: string | null;
                            }[];
                            /** @description The booking’s own first, then those added, in order */
                            notes: {
                                /** @description Null for the one that was given with the booking */
                                id: string | null;
                                text: string;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                at: string;
                                actor: string;
                            }[];
                            /** @description Every event of the visit, in the order of its stream */
                            history: components["schemas"]["VisitHistoryEntry"][];
                            /** @description What was to be sent about it, by when it was due */
                            notifications: components["schemas"]["NotificationJob"][];
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
    "/v1/admin/agenda/day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The day of every resource: visits, holds, blocks, open time
         * @description Of one location, or of all resources. Each resource’s day is the one on its own calendar. Never cut off.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query: {
                    /** @example 2026-03-02 */
                    date: string;
                    locationId?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            /** @description The local date of each resource */
                            date: string;
                            locationId: string | null;
                            /** @description Different visits of the day; one on two resources counts once */
                            visitCount: number;
                            resources: {
                                id: string;
                                name: string;
                                kind: string;
                                timezone: string;
                                locationId: string | null;
                                capacity: number;
                                archived: boolean;
                                /** @description When it is open for visits of any type */
                                open: {
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
                                visits: {
                                    id: string;
                                    typeId: string;
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
                                    seats: number;
                                    resourceIds: string[];
                                    customerId: string;
                                    customerName: string | null;
                                    origin: string;
                                    override: boolean;
                                }[];
                                holds: {
                                    id: string;
                                    typeId: string;
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
                                    seats: number;
                                    /** @description For whom it is kept: `booking`, `offer` or `series` */
                                    purpose: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    expiresAt: string;
                                }[];
                                blocks: {
                                    id: string;
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
                                    /** @description The external calendar whose busy time it is; null for our own */
                                    source: string | null;
                                    /** @description What that calendar calls it */
                                    externalId: string | null;
                                }[];
                            }[];
                            /** @description Visits that start within 120 minutes from now, whatever the date asked for */
                            next120Minutes: {
                                id: string;
                                typeId: string;
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
                                seats: number;
                                resourceIds: string[];
                                customerId: string;
                                customerName: string | null;
                                origin: string;
                                override: boolean;
                            }[];
                            /** @description The first to be due first */
                            incidents: {
                                /** @enum {string} */
                                kind: "overlap" | "blocked" | "unconfirmed" | "no-contact" | "late-agent" | "failed-message";
                                resourceId: string;
                                visitIds: string[];
                                /** @description In the language that `accept-language` asks for */
                                why: string;
                                /**
                                 * Format: date-time
                                 * @description By when somebody should have acted; RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                dueAt: string;
                                /** @enum {string} */
                                colour: "red" | "orange" | "grey";
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/agenda/week": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The seven days of an ISO week, each as the day agenda has it
         * @description Of one resource, of one location, or of all resources. Monday first. Never cut off.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query: {
                    /** @description Such as `2026-W12` */
                    week: string;
                    resourceId?: string;
                    locationId?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            week: string;
                            locationId: string | null;
                            resourceId: string | null;
                            days: components["schemas"]["AgendaDay"][];
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
    "/v1/audit/visits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that the log says of one visit: who, when, through which door, because of what
         * @description Its own stream, its claims on the days of resources with the hold that they were made of, its notifications, and
         *     what its waitlist entry, its series and its bulk moves say of it (of a plan over many visits, this visit's line).
         *
         *     **`asOf`** goes by `recordedAt`: what was known then. What had happened by then and was told later is not in it; both instants stand
         *     at every event.
         *
         *     The streams that the visit's own events name are read as they are; notifications, waitlist and bulk moves are found by read models,
         *     which `visita-min-position` waits for. That this was read is put on record before it is answered.
         *
         *     Roles: auditor.
         */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description As things stood then, by what had been recorded; RFC 3339 with offset or Z, not in the future
                     * @example 2026-03-02T10:00:00-03:00
                     */
                    asOf?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            visitId: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            asOf: string | null;
                            /** @description `abandoned` where only attempts were made, and given up */
                            status: string;
                            /** @description The visit as it stood; null where it was none yet */
                            visit: {
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
                            } | null;
                            /** @description In the order of the log */
                            events: {
                                /** @description Its place in the whole log: opaque, as `visita-position` is */
                                position: string;
                                eventId: string;
                                /** @description Such as `VisitRescheduled` */
                                type: string;
                                stream: string;
                                /** @description Its number in its stream, from 0 */
                                revision: number;
                                /**
                                 * Format: date-time
                                 * @description When it happened
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                occurredAt: string;
                                /**
                                 * Format: date-time
                                 * @description When it was written down: later for what was told afterwards
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                recordedAt: string;
                                /** @description `key:<key id>`, `customer:<id>`, `system:<policy>`, `cli:<user>` */
                                actor: string;
                                role: string;
                                /** @description Through which door */
                                channel: string;
                                /** @description The request that it all began with */
                                correlationId: string;
                                /** @description The event that made a policy act */
                                causationId: string | null;
                                /** @description The fact. A personal field is in plain text where the role may read it, else `sealed`; `erased` once its key is gone */
                                data: {
                                    [key: string]: unknown;
                                };
                                cause: {
                                    /** @description The event that made a policy do this, what made that one, and so on; empty where somebody asked for it */
                                    chain: {
                                        eventId: string;
                                        type: string;
                                        stream: string;
                                        revision: number;
                                    }[];
                                    /** @description False where the chain leaves the visit’s story, as when another visit’s end made room */
                                    complete: boolean;
                                    /** @description Who sent the request that it began with; null where that is not part of the visit’s story */
                                    by: {
                                        actor: string;
                                        role: string;
                                        channel: string;
                                    } | null;
                                };
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was recorded in a stretch of time, by whom, of which type
         * @description In the order of the log, which is nearly but not always that of `recordedAt`: clocks differ, and what was told afterwards
         *     keeps both instants. `from` and `to` go by `recordedAt`. The list ends where the log had come to when its first page was asked for.
         *
         *     A page looks through a bounded part of the log, so **it may hold fewer than `limit`, or none, and still have a `nextCursor`**.
         *
         *     With `accept: application/x-ndjson` it is one event a line, all of them, as fast as they are taken; `limit` says nothing then. An answer that breaks
         *     off was not whole: go on with `from`. That it is read is put on record first, and at the end how much.
         *
         *     Roles: auditor.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    /**
                     * @description Recorded then or later; RFC 3339 with offset or Z
                     * @example 2026-03-02T10:00:00-03:00
                     */
                    from?: string;
                    /**
                     * @description Recorded before
                     * @example 2026-03-02T10:00:00-03:00
                     */
                    to?: string;
                    /** @description Who did it, such as `key:4f2a9c1b` */
                    actor?: string;
                    /** @description May be repeated */
                    type?: ("AuditRead" | "AuditReadEnded" | "BlockPlaced" | "BlockLaidUntil" | "BlockRefused" | "BlockLifted" | "BulkMovePlanned" | "BulkMoveCommitted" | "BulkMoveVisitMoved" | "BulkMoveVisitFailed" | "BulkMoveFinished" | "BulkMoveUndone" | "BulkMoveVisitReturned" | "BulkMoveVisitKept" | "BulkMoveUndoFinished" | "ClockSet" | "ContactPointHeardFrom" | "ContactPointOptedOut" | "ContactPointOptedIn" | "ContactPointBounced" | "ContactPointComplained" | "CustomerRegistered" | "CustomerContactChanged" | "CustomerPreferencesSet" | "CustomerErased" | "NotificationRequested" | "NotificationScheduled" | "NotificationGatesJudged" | "NotificationDeferred" | "NotificationAttemptStarted" | "NotificationAccepted" | "NotificationAttemptRefused" | "NotificationAttemptLost" | "NotificationSent" | "NotificationDelivered" | "NotificationRead" | "NotificationSeen" | "NotificationArchived" | "NotificationUndelivered" | "NotificationFailed" | "NotificationDeadLettered" | "NotificationFellBack" | "NotificationRetried" | "NotificationSuperseded" | "NotificationCancelled" | "NotificationSuppressed" | "NotificationExpired" | "NotificationShadowed" | "ResourceConfigured" | "ResourceArchived" | "SeriesPlanned" | "SeriesOccurrenceBooked" | "SeriesOccurrenceFailed" | "SeriesSettled" | "SeriesCancelled" | "SlotReserved" | "SlotReleased" | "SlotHeld" | "SlotHoldReleased" | "SlotBlocked" | "SlotUnblocked" | "TemplateSaved" | "TemplatePublished" | "TemplateRolledBack" | "TenantCreated" | "TenantPoliciesSet" | "LocationConfigured" | "LocationArchived" | "KeyIssued" | "ChannelAccountSet" | "ChannelAccountRemoved" | "KeyRevoked" | "NotificationRulesSet" | "NotificationRulesReset" | "VisitRequested" | "VisitConfirmed" | "VisitCancelled" | "VisitSetOut" | "VisitCheckedIn" | "VisitCompleted" | "VisitNoShowMarked" | "VisitRescheduled" | "VisitReassigned" | "VisitAbandoned" | "VisitMoveAbandoned" | "VisitNoteAdded" | "VisitOutcomeRecorded" | "VisitParticipantAdded" | "VisitLinksRevoked" | "VisitTypeConfigured" | "VisitTypeArchived" | "WaitlistJoined" | "WaitlistOffered" | "WaitlistOfferDeclined" | "WaitlistOfferLapsed" | "WaitlistOfferAccepted" | "WaitlistLeft" | "WaitlistClosed")[];
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page, or all of it */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** @description Its place in the whole log: opaque, as `visita-position` is */
                                position: string;
                                eventId: string;
                                /** @description Such as `VisitRescheduled` */
                                type: string;
                                stream: string;
                                /** @description Its number in its stream, from 0 */
                                revision: number;
                                /**
                                 * Format: date-time
                                 * @description When it happened
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                occurredAt: string;
                                /**
                                 * Format: date-time
                                 * @description When it was written down: later for what was told afterwards
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                recordedAt: string;
                                /** @description `key:<key id>`, `customer:<id>`, `system:<policy>`, `cli:<user>` */
                                actor: string;
                                role: string;
                                /** @description Through which door */
                                channel: string;
                                /** @description The request that it all began with */
                                correlationId: string;
                                /** @description The event that made a policy act */
                                causationId: string | null;
                                /** @description The fact. A personal field is in plain text where the role may read it, else `sealed`; `erased` once its key is gone */
                                data: {
                                    [key: string]: unknown;
                                };
                            }[];
                            nextCursor: string | null;
                        };
                        "application/x-ndjson": string;
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
    "/v1/audit/agenda/day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The day of every resource as it stood at an instant
         * @description The document of `GET /v1/admin/agenda/day`, folded from the streams by what had been recorded at `asOf` (now, where
         *     nothing is said): resources as they were configured, claims, holds that were live, what had become of the visits. Incidents and the
         *     next 120 minutes count from that instant. Which resources and messages there are or were comes from read models, for which
         *     `visita-min-position` waits.
         *
         *     Customers' names are `sealed` to who may not read them, and `erased` once their key is gone. That this was read is put on record
         *     before it is answered.
         *
         *     Roles: auditor.
         */
        get: {
            parameters: {
                query: {
                    /** @example 2026-03-02 */
                    date: string;
                    locationId?: string;
                    /**
                     * @description As things stood then, by what had been recorded; RFC 3339 with offset or Z, not in the future
                     * @example 2026-03-02T10:00:00-03:00
                     */
                    asOf?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            /** @description The local date of each resource */
                            date: string;
                            locationId: string | null;
                            /** @description Different visits of the day; one on two resources counts once */
                            visitCount: number;
                            resources: {
                                id: string;
                                name: string;
                                kind: string;
                                timezone: string;
                                locationId: string | null;
                                capacity: number;
                                archived: boolean;
                                /** @description When it is open for visits of any type */
                                open: {
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
                                visits: {
                                    id: string;
                                    typeId: string;
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
                                    seats: number;
                                    resourceIds: string[];
                                    customerId: string;
                                    customerName: string | null;
                                    origin: string;
                                    override: boolean;
                                }[];
                                holds: {
                                    id: string;
                                    typeId: string;
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
                                    seats: number;
                                    /** @description For whom it is kept: `booking`, `offer` or `series` */
                                    purpose: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    expiresAt: string;
                                }[];
                                blocks: {
                                    id: string;
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
                                    /** @description The external calendar whose busy time it is; null for our own */
                                    source: string | null;
                                    /** @description What that calendar calls it */
                                    externalId: string | null;
                                }[];
                            }[];
                            /** @description Visits that start within 120 minutes from now, whatever the date asked for */
                            next120Minutes: {
                                id: string;
                                typeId: string;
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
                                seats: number;
                                resourceIds: string[];
                                customerId: string;
                                customerName: string | null;
                                origin: string;
                                override: boolean;
                            }[];
                            /** @description The first to be due first */
                            incidents: {
                                /** @enum {string} */
                                kind: "overlap" | "blocked" | "unconfirmed" | "no-contact" | "late-agent" | "failed-message";
                                resourceId: string;
                                visitIds: string[];
                                /** @description In the language that `accept-language` asks for */
                                why: string;
                                /**
                                 * Format: date-time
                                 * @description By when somebody should have acted; RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                dueAt: string;
                                /** @enum {string} */
                                colour: "red" | "orange" | "grey";
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The starts that are open for a type of visit
         * @description From now on where `from` is left out, for 7 days where `to` is; at most 62 days.
         *
         *     Roles: channel, operator.
         */
        get: {
            parameters: {
                query: {
                    typeId: string;
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    from?: string;
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    to?: string;
                    resourceId?: string;
                    locationId?: string;
                    /**
                     * @description IANA time zone
                     * @example America/Santiago
                     */
                    timezone?: string;
                    limit?: number;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            slots: {
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
                                /** @description Those that a booking would be given as things are */
                                resourceIds: string[];
                                /** @description The most seats that one booking could have */
                                seatsLeft: number;
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/availability/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a start is offered or is not, rule by rule, now or as of an instant
         * @description Folded from the streams, so it is never behind; by the same functions that offer times and accept bookings. Without a resource it looks at every one that may serve. With `asOf` everything counts as it was known then: schedules, policies, bookings, the holds that were live, notice and horizon from that instant on. `why` is a sentence, Spanish unless `locale` or `accept-language` prefers Catalan, Portuguese or English. A question about the past is recorded, as every reading of the audit is.
         *
         *     Roles: operator, auditor.
         */
        get: {
            parameters: {
                query: {
                    typeId: string;
                    /** @description RFC 3339 with offset or Z; or `YYYY-MM-DDTHH:mm` as the wall clock shows it, of the resource that is named, or else of the tenant */
                    start: string;
                    resourceId?: string;
                    locationId?: string;
                    /**
                     * @description As things stood then, by what had been recorded; RFC 3339 with offset or Z, not in the future
                     * @example 2026-03-02T10:00:00-03:00
                     */
                    asOf?: string;
                    locale?: "es" | "ca" | "pt" | "en";
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                        /**
                         * @example {
                         *       "typeId": "viewing",
                         *       "start": "2026-03-03T18:00:00Z",
                         *       "end": "2026-03-03T18:30:00Z",
                         *       "timezone": "America/Sao_Paulo",
                         *       "asOf": "2026-03-03T17:03:00Z",
                         *       "offered": false,
                         *       "why": "Está bloqueado: un bloqueo de 15:00 a 15:30 (…).",
                         *       "rules": [
                         *         {
                         *           "rule": "type",
                         *           "ok": true,
                         *           "code": "configured",
                         *           "why": "El tipo de visita «Visita guiada» existe."
                         *         }
                         *       ],
                         *       "resources": [
                         *         {
                         *           "resourceId": "ana",
                         *           "name": "Ana",
                         *           "localStart": "2026-03-03T15:00",
                         *           "timezone": "America/Sao_Paulo",
                         *           "offered": false,
                         *           "rules": [
                         *             {
                         *               "rule": "claims",
                         *               "ok": false,
                         *               "code": "blocked",
                         *               "why": "Está bloqueado: un bloqueo de 15:00 a 15:30 (…).",
                         *               "because": {
                         *                 "event": "SlotBlocked",
                         *                 "stream": "slot-demo_ana_2026-03-03",
                         *                 "revision": 4,
                         *                 "position": "AQAAAAAAAQ8NCZkKqA",
                         *                 "at": "2026-03-03T17:01:12Z",
                         *                 "actor": "key:k3j9x0a1",
                         *                 "role": "operator",
                         *                 "channel": "api"
                         *               }
                         *             }
                         *           ]
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            typeId: string;
                            /**
                             * Format: date-time
                             * @description Null for a local time that the clock skips that day
                             * @example 2026-03-02T13:00:00Z
                             */
                            start: string | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            end: string | null;
                            /** @description The zone that local times are told in */
                            timezone: string | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            asOf: string;
                            /** @description Exactly whether `GET /v1/availability` had this start then */
                            offered: boolean;
                            /** @description What decided, in one sentence */
                            why: string;
                            /** @description Of the type, the day’s grid and all resources together */
                            rules: components["schemas"]["ExplainedRule"][];
                            resources: {
                                resourceId: string;
                                name: string | null;
                                /** @description `YYYY-MM-DDTHH:mm` on its own wall clock */
                                localStart: string | null;
                                timezone: string | null;
                                /** @description Whether none of its own rules is in the way */
                                offered: boolean;
                                rules: components["schemas"]["ExplainedRule"][];
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
        put?: never;
        post?: never;
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
        /**
         * Blocks that are in force at some time of a stretch, in the order of their first occurrence
         * @description Those that stand; `status=lifted` and `status=refused` show the others.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    status?: ("placed" | "refused" | "lifted")[];
                    resourceId?: string;
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    from?: string;
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    to?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["Block"][];
                            nextCursor: string | null;
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
    "/v1/admin/agenda/bulk-moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bulk moves and how far each has come, the newest first
         * @description Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["BulkMoveSummary"][];
                            nextCursor: string | null;
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
    "/v1/admin/agenda/bulk-moves/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A bulk move with every visit of its plan, and what came of each
         * @description Roles: operator.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {string} */
                            status: "planned" | "committing" | "committed" | "undoing" | "undone";
                            filter: {
                                resourceIds: string[] | null;
                                locationId: string | null;
                                from: string;
                                to: string;
                            };
                            move: {
                                [key: string]: unknown;
                            };
                            reason: string | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            plannedAt: string;
                            totals: components["schemas"]["BulkMoveTotals"];
                            /** @description Every visit, in plan order */
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
                                /** @description Why it is not feasible, failed, or was kept */
                                why: string | null;
                                /** @description Visits, holds and blocks whose time it would take; a few of them */
                                inTheWay: {
                                    kind: string;
                                    id: string;
                                }[];
                                /** @enum {string} */
                                result: "skipped" | "waiting" | "moved" | "failed" | "returned" | "kept";
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
        put?: never;
        post?: never;
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
        /**
         * A customer, with their visits
         * @description Roles: channel, operator.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            registeredAt: string;
                            erased: boolean;
                            /** @description Those that have not ended, soonest first; at most 50 */
                            nextVisits: components["schemas"]["Visit"][];
                            /** @description Those before, latest first; at most 50 */
                            history: components["schemas"]["Visit"][];
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
    "/v1/admin/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What lies in the inbox of an agent, of staff or of a customer
         * @description The newest first; without `state` all that is not archived. Texts are opened for whoever may read them.
         *
         *     Roles: operator, admin.
         */
        get: {
            parameters: {
                query: {
                    limit?: number;
                    cursor?: string;
                    state?: "unseen" | "unread" | "read" | "archived";
                    /** @example resource:ana */
                    recipient: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["InboxItem"][];
                            nextCursor: string | null;
                            /** @description Of the whole inbox: those that have not come up on a screen yet */
                            unseen: number;
                            /** @description Of the whole inbox: those that nobody has opened, nor put aside */
                            unread: number;
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
    "/v1/customers/{id}/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What lies in the inbox of a customer
         * @description The newest first; without `state` all that is not archived. Texts are opened for whoever may read them.
         *
         *     Roles: channel, operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    state?: "unseen" | "unread" | "read" | "archived";
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["InboxItem"][];
                            nextCursor: string | null;
                            /** @description Of the whole inbox: those that have not come up on a screen yet */
                            unseen: number;
                            /** @description Of the whole inbox: those that nobody has opened, nor put aside */
                            unread: number;
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
    "/v1/admin/kpis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many visits were booked, confirmed, kept, missed and moved, over any days
         * @description Counts the visits of the days `from` to `to`, both included: each by the local day, in its own time zone, on which it starts as it stands now. A visit that was moved counts on its new day alone. The figures at the top count each visit once; `groups` has them again for each resource, location, type, origin or day that has any, in the order of the keys. By resource a visit counts for each of its resources, so that these groups add up to more.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query: {
                    /** @example 2026-03-02 */
                    from: string;
                    /** @example 2026-03-02 */
                    to: string;
                    groupBy?: "resource" | "location" | "type" | "origin" | "day";
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            from: string;
                            to: string;
                            groupBy: string | null;
                            /** @description Visits that were requested, whatever became of them */
                            booked: number;
                            /** @description Those that were ever confirmed, by a person or automatically */
                            confirmed: number;
                            /** @description Those that stand as completed */
                            completed: number;
                            /** @description Those that stand as cancelled */
                            cancelled: number;
                            /** @description Those that stand as no-shows; not those where a check-in that arrived late proved otherwise */
                            noShow: number;
                            /** @description Those that were moved to another time at least once; other resources alone are no such move */
                            rescheduled: number;
                            /** @description confirmed / booked; null where there is none */
                            confirmationRate: number | null;
                            /** @description Those that came (checked in or completed), of those that came and the no-shows; null where there is none */
                            showRate: number | null;
                            /** @description The no-shows, of the same; null where there is none */
                            noShowRate: number | null;
                            /** @description rescheduled / booked; null where there is none */
                            rescheduleRate: number | null;
                            /** @description From request to confirmation, as they happened, over all that were ever confirmed; null where there is none */
                            meanMinutesToConfirm: number | null;
                            /** @description By channel and template, the live messages that were due on these days of the tenant’s time zone */
                            notifications: {
                                channel: string;
                                template: string;
                                /** @description Those that a provider took, whatever became of them */
                                sent: number;
                                /** @description Those that were delivered or read, as far as the provider tells */
                                delivered: number;
                                /** @description Those that did not get through; not those that were not to be sent */
                                failed: number;
                                /** @description From being due, or from its cause where that came later, until a provider took it; null where there is none */
                                p50SecondsToSend: number | null;
                                /** @description The same; null where there is none */
                                p95SecondsToSend: number | null;
                                /** @description Critical ones that have kept their promise or had the time to; one that is not out yet is late */
                                promised: number;
                                /** @description Those of them that were taken within it */
                                inTime: number;
                            }[];
                            /** @description By channel, what waits now, whatever the days */
                            backlog: {
                                channel: string;
                                /** @description Due, and not being sent */
                                due: number;
                                /** @description Those due for less than a minute */
                                underMinute: number;
                                /** @description For one to five */
                                underFiveMinutes: number;
                                /** @description For five to sixty */
                                underHour: number;
                                /** @description For longer */
                                older: number;
                                /** @description How long the oldest has been due; null where there is none */
                                oldestSeconds: number | null;
                                /** @description Being sent, or without a known outcome */
                                processing: number;
                                /** @description Not due yet */
                                scheduled: number;
                                /** @description Waiting for a person */
                                deadLetters: number;
                            }[];
                            groups: {
                                /** @description Null for visits that have none */
                                key: string | null;
                                /** @description Visits that were requested, whatever became of them */
                                booked: number;
                                /** @description Those that were ever confirmed, by a person or automatically */
                                confirmed: number;
                                /** @description Those that stand as completed */
                                completed: number;
                                /** @description Those that stand as cancelled */
                                cancelled: number;
                                /** @description Those that stand as no-shows; not those where a check-in that arrived late proved otherwise */
                                noShow: number;
                                /** @description Those that were moved to another time at least once; other resources alone are no such move */
                                rescheduled: number;
                                /** @description confirmed / booked; null where there is none */
                                confirmationRate: number | null;
                                /** @description Those that came (checked in or completed), of those that came and the no-shows; null where there is none */
                                showRate: number | null;
                                /** @description The no-shows, of the same; null where there is none */
                                noShowRate: number | null;
                                /** @description rescheduled / booked; null where there is none */
                                rescheduleRate: number | null;
                                /** @description From request to confirmation, as they happened, over all that were ever confirmed; null where there is none */
                                meanMinutesToConfirm: number | null;
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/trays/to-confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visits that nobody has confirmed, the most urgent first
         * @description Pending or confirmed visits that have not ended, in the order in which they are due: when the customer can no longer call off, and what waits to be confirmed within the tenant’s `confirmationSlaMinutes` at the latest. Red: past due, or due within two hours; orange: due within a day; grey: later.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["TrayItem"][];
                            nextCursor: string | null;
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
    "/v1/admin/trays/reschedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visits that were moved to another time and have not taken place, the most urgent first
         * @description Pending or confirmed visits that have not ended, in the order in which they are due: when the customer can no longer call off, and what waits to be confirmed within the tenant’s `confirmationSlaMinutes` at the latest. Red: past due, or due within two hours; orange: due within a day; grey: later.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["TrayItem"][];
                            nextCursor: string | null;
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
    "/v1/admin/trays/no-contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visits whose customer has neither phone nor e-mail or was reached by no channel, the most urgent first
         * @description Pending or confirmed visits that have not ended, in the order in which they are due: when the customer can no longer call off, and what waits to be confirmed within the tenant’s `confirmationSlaMinutes` at the latest. Red: past due, or due within two hours; orange: due within a day; grey: later.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["TrayItem"][];
                            nextCursor: string | null;
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
    "/v1/admin/trays/no-show-risk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Visits of the next seven days to which perhaps nobody comes, the first to be due first
         * @description Every reason adds points to a sum that anybody can check, weighed by the tenant’s policy `noShowRisk`; here from its `from` per cent on. Due when the customer can no longer call off: until then a call may still free the time. Red: past due, or due within two hours; orange: due within a day; grey: later.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["NoShowRiskItem"][];
                            nextCursor: string | null;
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
    "/v1/admin/notifications/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every message that was wanted, and how far it came
         * @description In the order of their due times, the last first. `status` may be repeated.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    status?: ("pending" | "processing" | "sent" | "failed" | "dead_letter")[];
                    channel?: "whatsapp" | "email" | "sms" | "in_app";
                    visitId?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["NotificationJob"][];
                            nextCursor: string | null;
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
    "/v1/admin/notifications/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A message with its text, every gate and every attempt: why somebody did or did not get it
         * @description Folded from the message’s own stream, so it is never behind. Text, address and answers are opened for staff, and read `erased` once their person has been erased.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /**
                             * @description `failed` also for what was not to be sent: see `resolution`
                             * @enum {string}
                             */
                            status: "pending" | "processing" | "sent" | "failed" | "dead_letter";
                            /** @description Why it goes no further: superseded, cancelled, suppressed, expired, skipped_stale, fell_back, shadowed */
                            resolution: string | null;
                            why: string | null;
                            /** @description `shadow`: planned and recorded, and nothing left the building */
                            mode: string;
                            /** @enum {string} */
                            channel: "whatsapp" | "email" | "sms" | "in_app";
                            visitId: string | null;
                            /** @description Every visit that it tells of, in the order of time */
                            visitIds: string[];
                            waitlistEntryId: string | null;
                            cause: {
                                /** @description Such as `visit.created` or `visit.reminder` */
                                kind: string;
                                /** @description ISO 8601 duration before the start */
                                reminder: string | null;
                                eventId: string;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                at: string;
                            };
                            ruleId: string;
                            recipient: {
                                kind: string;
                                id: string;
                            };
                            template: {
                                key: string;
                                version: number;
                            };
                            locale: string;
                            timezone: string;
                            critical: boolean;
                            fallbackOrder: string[];
                            fallbackIndex: number;
                            /** @description The one that fell back to this one */
                            parentId: string | null;
                            /** @description The one that this one fell back to */
                            childId: string | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            requestedAt: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            dueAt: string;
                            /**
                             * Format: date-time
                             * @description When it may be sent next: due, put off, or to be tried again
                             * @example 2026-03-02T13:00:00Z
                             */
                            nextAt: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            notAfter: string;
                            slaSeconds: number | null;
                            attempts: number;
                            provider: string | null;
                            failure: {
                                class: string;
                                code: string | null;
                            } | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            acceptedAt: string | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            sentAt: string | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            deliveredAt: string | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            readAt: string | null;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            undeliveredAt: string | null;
                            revision: number;
                            /** @description The message as it was frozen; `erased` once its person is; null before there is one */
                            content: unknown;
                            /** @description Everything that was asked before sending, each time */
                            gates: {
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                at: string;
                                verdicts: {
                                    gate: string;
                                    /** @enum {string} */
                                    verdict: "pass" | "stop" | "wait";
                                    why: string | null;
                                }[];
                            }[];
                            tries: {
                                /** @description From 1 */
                                attempt: number;
                                provider: string;
                                /** @description The address that it went to; `erased` once its person is */
                                to: string | null;
                                requestHash: string;
                                /** @description Why it was sent although the outcome of the one before is not known */
                                repeats: string | null;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                startedAt: string;
                                /** @enum {string} */
                                outcome: "open" | "accepted" | "refused" | "lost";
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                endedAt: string | null;
                                class: string | null;
                                code: string | null;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                retryAt: string | null;
                                /**
                                 * Format: date-time
                                 * @description Until when the provider may still tell what became of it
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                lookAgainAt: string | null;
                                providerMessageId: string | null;
                                answer: {
                                    httpStatus: number | null;
                                    latencyMs: number;
                                    body: string | null;
                                } | null;
                                /** @description What the provider told later, in the order in which it did */
                                statuses: {
                                    /** @enum {string} */
                                    status: "sent" | "delivered" | "read" | "undelivered";
                                    /**
                                     * Format: date-time
                                     * @description By the provider’s clock
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    providerAt: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    toldAt: string;
                                    class: string | null;
                                    code: string | null;
                                }[];
                            }[];
                            /** @description Every event of the message, in the order of its stream */
                            history: {
                                event: string;
                                revision: number;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                at: string;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                recordedAt: string;
                                /** @description Whose key, or which process of ours */
                                actor: string;
                                role: string;
                                channel: string;
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notifications/sla": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether critical messages went out when they were promised, by template and channel
         * @description Of the live ones that were first due within the stretch. What waited for somebody’s morning, and what was not to be sent after all, is left out. A message that another channel took in time was in time.
         *
         *     Roles: operator, admin.
         */
        get: {
            parameters: {
                query: {
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    from: string;
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    to: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            from: string;
                            to: string;
                            target: number;
                            /** @description What can be judged: the four below together */
                            promised: number;
                            /** @description Taken by a provider within the time of its rule, two minutes where it says none */
                            inTime: number;
                            /** @description Taken after it */
                            late: number;
                            /** @description Never taken: it failed everywhere, or time ran out on it */
                            failed: number;
                            /** @description Not out yet, and its time is up */
                            overdue: number;
                            /** @description Not out yet, and its time is not up */
                            open: number;
                            /** @description inTime / promised */
                            share: number | null;
                            /** @description Whether the share reaches the target; null where there is none */
                            met: boolean | null;
                            /** @description By template: each message once, until any of its channels took it */
                            items: {
                                template: string;
                                /** @description What can be judged: the four below together */
                                promised: number;
                                /** @description Taken by a provider within the time of its rule, two minutes where it says none */
                                inTime: number;
                                /** @description Taken after it */
                                late: number;
                                /** @description Never taken: it failed everywhere, or time ran out on it */
                                failed: number;
                                /** @description Not out yet, and its time is up */
                                overdue: number;
                                /** @description Not out yet, and its time is not up */
                                open: number;
                                /** @description inTime / promised */
                                share: number | null;
                                /** @description Whether the share reaches the target; null where there is none */
                                met: boolean | null;
                                /** @description From being due until taken; what never was counts as never: null where that is so for so many */
                                p50Seconds: number | null;
                                /** @description From being due until taken; what never was counts as never: null where that is so for so many */
                                p95Seconds: number | null;
                                /** @description Arrived, as far as providers tell */
                                delivered: number;
                                /** @description From being due until it arrived, of those of which that was told */
                                p50DeliveredSeconds: number | null;
                                /** @description From being due until it arrived, of those of which that was told */
                                p95DeliveredSeconds: number | null;
                                /** @description Each message of a channel by itself, whatever another channel made good */
                                channels: {
                                    channel: string;
                                    /** @description What can be judged: the four below together */
                                    promised: number;
                                    /** @description Taken by a provider within the time of its rule, two minutes where it says none */
                                    inTime: number;
                                    /** @description Taken after it */
                                    late: number;
                                    /** @description Never taken: it failed everywhere, or time ran out on it */
                                    failed: number;
                                    /** @description Not out yet, and its time is up */
                                    overdue: number;
                                    /** @description Not out yet, and its time is not up */
                                    open: number;
                                    /** @description inTime / promised */
                                    share: number | null;
                                    /** @description Whether the share reaches the target; null where there is none */
                                    met: boolean | null;
                                    /** @description From being due until taken; what never was counts as never: null where that is so for so many */
                                    p50Seconds: number | null;
                                    /** @description From being due until taken; what never was counts as never: null where that is so for so many */
                                    p95Seconds: number | null;
                                    /** @description Arrived, as far as providers tell */
                                    delivered: number;
                                    /** @description From being due until it arrived, of those of which that was told */
                                    p50DeliveredSeconds: number | null;
                                    /** @description From being due until it arrived, of those of which that was told */
                                    p95DeliveredSeconds: number | null;
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notifications/shadow-report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What shadow mode would have sent, beside what was sent
         * @description By the kind of message and its channel, over what was first due within the stretch; then, of visits that have messages of both modes, where the two do not come to the same.
         *
         *     Roles: operator, admin.
         */
        get: {
            parameters: {
                query: {
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    from: string;
                    /** @description RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included) */
                    to: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            from: string;
                            to: string;
                            items: {
                                kind: string;
                                channel: string;
                                shadow: {
                                    /** @description Every message that was wanted */
                                    planned: number;
                                    /** @description Those of them that took the place of another channel’s: only live ones fall back */
                                    fallbacks: number;
                                    /** @description Those that went out; in shadow mode, that would have */
                                    sent: number;
                                    waiting: number;
                                    /** @description Those that did not go out, by why */
                                    heldBack: {
                                        /** @description A suppression, an expiry, a withdrawal or a class of failure */
                                        why: string;
                                        count: number;
                                    }[];
                                };
                                live: {
                                    /** @description Every message that was wanted */
                                    planned: number;
                                    /** @description Those of them that took the place of another channel’s: only live ones fall back */
                                    fallbacks: number;
                                    /** @description Those that went out; in shadow mode, that would have */
                                    sent: number;
                                    waiting: number;
                                    /** @description Those that did not go out, by why */
                                    heldBack: {
                                        /** @description A suppression, an expiry, a withdrawal or a class of failure */
                                        why: string;
                                        count: number;
                                    }[];
                                };
                            }[];
                            /** @description Of visits that have messages of both modes: what one person was to be told, where shadow and live do not come to the same. Null where that mode planned nothing of it */
                            differences: {
                                visitId: string;
                                kind: string;
                                recipient: {
                                    kind: string;
                                    id: string;
                                };
                                shadow: {
                                    /** @description On any channel */
                                    sent: boolean;
                                    /** @description What held any of them back */
                                    why: string[];
                                } | null;
                                live: {
                                    /** @description On any channel */
                                    sent: boolean;
                                    /** @description What held any of them back */
                                    why: string[];
                                } | null;
                            }[];
                            /** @description Those that are not listed: 200 are at most */
                            differencesLeft: number;
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
    "/v1/admin/notifications/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why somebody did or did not get it, in one answer
         * @description Of a visit, a person, or a person and a visit: what was planned for whom and by which rule, what each gate and attempt said, and of a visit also why nothing was planned. From the messages’ own streams. In sentences, Spanish unless `locale` or `accept-language` prefers Catalan, Portuguese or English; they name nobody and no address.
         *
         *     Roles: operator, admin.
         */
        get: {
            parameters: {
                query?: {
                    visitId?: string;
                    customerId?: string;
                    /**
                     * @description Such as `visit.confirmed`, `visit.reminder.t24h`, or `visit.reminder` for every reminder
                     * @example visit.reminder
                     */
                    kind?: string;
                    locale?: "es" | "ca" | "pt" | "en";
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            visitId: string | null;
                            customerId: string | null;
                            /** @enum {string} */
                            language: "es" | "ca" | "pt" | "en";
                            /** @description Everything below in sentences, a line for each message and each that there is none of */
                            answer: string;
                            /** @description The last 50 at most, in the order of when they were due */
                            messages: {
                                id: string;
                                kind: string;
                                reminder: string | null;
                                recipient: {
                                    kind: string;
                                    id: string;
                                };
                                channel: string;
                                ruleId: string;
                                mode: string;
                                status: string;
                                resolution: string | null;
                                /**
                                 * Format: date-time
                                 * @description RFC 3339, UTC
                                 * @example 2026-03-02T13:00:00Z
                                 */
                                dueAt: string;
                                /**
                                 * @description What decided whether they got it
                                 * @example suppressed
                                 */
                                code: string;
                                /** @description The same for people */
                                why: string;
                                /** @description What was planned, what each gate and attempt said, what came of it */
                                steps: {
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    at: string;
                                    /**
                                     * @description What happened, for machines
                                     * @example gate-stopped
                                     */
                                    code: string;
                                    /** @description The same for people */
                                    why: string;
                                }[];
                            }[];
                            /** @description Earlier ones, that are not told of */
                            messagesLeft: number;
                            /** @description What there was to tell of the visit, and nobody was to be told of */
                            missing: {
                                kind: string;
                                /** @example rule-disabled */
                                code: string;
                                ruleId: string | null;
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/notifications/what-if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What would have been sent by other rules, over what happened then
         * @description Plans messages for everything that was recorded in the stretch, as if the rules asked about had been in force with all else of the tenant as it is now, and lets each pass the gates of its time: the visit as it stood, what people want, their quiet hours, whether there is an address. Beside it, what there was. What depends on other messages (budgets, rates, outages) is not pretended. By pages of the log: one looks at `limit` events, and may have no message.
         *
         *     Roles: operator, admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description Of what was recorded then or later
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * @description And before; at most 31 days later
                         * @example 2026-03-02T10:00:00-03:00
                         */
                        to: string;
                        /**
                         * @description By event, in place of those in force
                         * @example {
                         *       "visit.no_show": []
                         *     }
                         */
                        rules?: {
                            [key: string]: {
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
                        policies?: {
                            reminders?: string[];
                            quietHours?: {
                                start: string;
                                end: string;
                            } | null;
                        };
                        /**
                         * @description Events to look at
                         * @default 200
                         */
                        limit: number;
                        cursor?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
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
                            /** @description Looked at for this page */
                            events: number;
                            /** @description In the order in which they are due */
                            items: {
                                kind: string;
                                reminder: string | null;
                                recipient: {
                                    kind: string;
                                    id: string;
                                };
                                visitIds: string[];
                                causeEventId: string;
                                /** @description By the rules asked about; null: there would have been none */
                                would: {
                                    ruleId: string;
                                    /** @description `shadow`: planned, and nothing would have left */
                                    mode: string;
                                    /** @description The first that would have carried it */
                                    channel: string;
                                    fallbackOrder: string[];
                                    critical: boolean;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    dueAt: string;
                                    /**
                                     * @description `sent`, `ahead` (it would still be to come) or `held-back`
                                     * @example sent
                                     */
                                    outcome: string;
                                    /** @description Why it would be held back, or go out later than it is due */
                                    why: string | null;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    at: string | null;
                                } | null;
                                /** @description What there was of it; null: there was none */
                                was: {
                                    id: string;
                                    ruleId: string;
                                    mode: string;
                                    /** @description The one that it got through on, else the first */
                                    channel: string;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    dueAt: string;
                                    /**
                                     * @description `sent`, `waiting` or `held-back`
                                     * @example sent
                                     */
                                    outcome: string;
                                    why: string | null;
                                    /**
                                     * Format: date-time
                                     * @description RFC 3339, UTC
                                     * @example 2026-03-02T13:00:00Z
                                     */
                                    at: string | null;
                                } | null;
                            }[];
                            /** @description Of this page; add up the pages */
                            totals: {
                                would: {
                                    sent: number;
                                    ahead: number;
                                    heldBack: number;
                                };
                                was: {
                                    sent: number;
                                    ahead: number;
                                    heldBack: number;
                                };
                                /** @description Messages that there would have been, and were not */
                                added: number;
                                /** @description Messages that there were, and would not have been */
                                dropped: number;
                                /** @description How many would have been sent, or are to come, beside how many were */
                                byKind: {
                                    kind: string;
                                    channel: string;
                                    would: number;
                                    was: number;
                                }[];
                            };
                            /** @description There is more in the log: ask again with it */
                            nextCursor: string | null;
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
    "/v1/visits/series/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A series with a result for every occurrence, and its visits as they stand now
         * @description Roles: channel, operator.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /**
                             * @description `settled`: every occurrence has its result
                             * @enum {string}
                             */
                            status: "planned" | "settled";
                            typeId: string;
                            customerId: string;
                            mode: string;
                            timezone: string;
                            repeat: {
                                /** @enum {string} */
                                freq: "weekly";
                                interval: number;
                                count: number | null;
                                until: string | null;
                            };
                            locationId: string | null;
                            unitId: string | null;
                            seats: number;
                            origin: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            plannedAt: string;
                            /**
                             * Format: date-time
                             * @description RFC 3339, UTC
                             * @example 2026-03-02T13:00:00Z
                             */
                            cancelledFrom: string | null;
                            /** @description One for every occurrence, in the order of time */
                            results: {
                                number: number;
                                /** @description Local, in the time zone of the series */
                                date: string;
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
                                resourceIds: string[];
                                /**
                                 * @description `cancelled`: the series was, before this one was booked. What is booked is cancelled as a visit.
                                 * @enum {string}
                                 */
                                status: "waiting" | "booked" | "unavailable" | "cancelled";
                                /** @description Why it is unavailable */
                                reason: string | null;
                                visitId: string | null;
                                /** @description As it stands now, wherever it was moved */
                                visit: components["schemas"]["Visit"] | null;
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
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes, as it changes
         * @description Server-sent events: each change says what changed and where in the log it stands, and nothing personal. Read the
         *     thing itself with its `position` as `visita-min-position`, and the answer has the change in it.
         *
         *     - **`ready`** comes once nothing is missing any more. Whoever shows something reads it now, with the event's `position`; all that follows is told.
         *     - **Coming back**: send the last id as `Last-Event-ID`, to whichever instance. What was missed is told first, nothing twice.
         *     - **`reset`**: too much was missed, or it cannot be read any more. Read anew what you show, with its `position`, and go on listening.
         *     - **`end`** is the last event of a stream that the service ends: `reason` is `slow` (a megabyte was waiting for you), `stopping` or `key`
         *       (revoked). Come back with the last id.
         *     - Every 15 seconds a line without an event says that the connection stands; it moves the id along.
         *
         *     429 `too-many-streams`: 20 for each key and 200 for each tenant at one instance. 400: the id was not given by this installation.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    /** @description What is told of; may be repeated. Without it: visit, notification, waitlist, block. */
                    kinds?: ("visit" | "notification" | "waitlist" | "block" | "slot" | "customer" | "bulk-move" | "series" | "configuration")[];
                };
                header?: {
                    /** @description The id of the last event that arrived */
                    "last-event-id"?: string;
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Goes on until somebody ends it */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
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
    "/v1/admin/waitlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who waits for time, in the order in which they are offered it
         * @description In the order of joining. `status` may be repeated; without it, also those who wait no more. An offer whose time is up is shown as lapsed.
         *
         *     Roles: operator.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    status?: ("waiting" | "offered" | "accepted" | "left" | "closed")[];
                    typeId?: string;
                    customerId?: string;
                    resourceId?: string;
                };
                header?: {
                    /** @description Wait until this position is visible */
                    "visita-min-position"?: string;
                };
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
                            items: components["schemas"]["WaitlistEntry"][];
                            nextCursor: string | null;
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
        Visit: {
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
        VisitHistoryEntry: {
            /** @description The event’s type, such as `VisitRescheduled` */
            event: string;
            /** @description The visit’s revision with it */
            revision: number;
            /**
             * Format: date-time
             * @description When it happened; RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            occurredAt: string;
            /**
             * Format: date-time
             * @description When we learned of it; later for what was done offline
             * @example 2026-03-02T13:00:00Z
             */
            recordedAt: string;
            /** @description Whose key, or which process of ours */
            actor: string;
            role: string;
            channel: string;
            /** @description Null where none was given, `erased` once its key is gone */
            reason: string | null;
            /** @description Why somebody took time that was not free */
            overrideReason: string | null;
            /** @description Of a confirmation or a no-show: not by a person */
            automatic: boolean | null;
            evidence: {
                reference: string | null;
                note: string | null;
            } | null;
            outcome: string | null;
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
                timezone: string;
                resourceIds: string[];
                locationId: string | null;
            } | null;
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
                timezone: string;
                resourceIds: string[];
                locationId: string | null;
            } | null;
        };
        NotificationJob: {
            id: string;
            /**
             * @description `failed` also for what was not to be sent: see `resolution`
             * @enum {string}
             */
            status: "pending" | "processing" | "sent" | "failed" | "dead_letter";
            /** @description Why it goes no further: superseded, cancelled, suppressed, expired, skipped_stale, fell_back, shadowed */
            resolution: string | null;
            why: string | null;
            /** @description `shadow`: planned and recorded, and nothing left the building */
            mode: string;
            /** @enum {string} */
            channel: "whatsapp" | "email" | "sms" | "in_app";
            visitId: string | null;
            /** @description Every visit that it tells of, in the order of time */
            visitIds: string[];
            waitlistEntryId: string | null;
            cause: {
                /** @description Such as `visit.created` or `visit.reminder` */
                kind: string;
                /** @description ISO 8601 duration before the start */
                reminder: string | null;
                eventId: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 * @example 2026-03-02T13:00:00Z
                 */
                at: string;
            };
            ruleId: string;
            recipient: {
                kind: string;
                id: string;
            };
            template: {
                key: string;
                version: number;
            };
            locale: string;
            timezone: string;
            critical: boolean;
            fallbackOrder: string[];
            fallbackIndex: number;
            /** @description The one that fell back to this one */
            parentId: string | null;
            /** @description The one that this one fell back to */
            childId: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            requestedAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            dueAt: string;
            /**
             * Format: date-time
             * @description When it may be sent next: due, put off, or to be tried again
             * @example 2026-03-02T13:00:00Z
             */
            nextAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            notAfter: string;
            slaSeconds: number | null;
            attempts: number;
            provider: string | null;
            failure: {
                class: string;
                code: string | null;
            } | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            acceptedAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            sentAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            deliveredAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            readAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            undeliveredAt: string | null;
        };
        AgendaDay: {
            /** @description The local date of each resource */
            date: string;
            locationId: string | null;
            /** @description Different visits of the day; one on two resources counts once */
            visitCount: number;
            resources: {
                id: string;
                name: string;
                kind: string;
                timezone: string;
                locationId: string | null;
                capacity: number;
                archived: boolean;
                /** @description When it is open for visits of any type */
                open: {
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
                visits: {
                    id: string;
                    typeId: string;
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
                    seats: number;
                    resourceIds: string[];
                    customerId: string;
                    customerName: string | null;
                    origin: string;
                    override: boolean;
                }[];
                holds: {
                    id: string;
                    typeId: string;
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
                    seats: number;
                    /** @description For whom it is kept: `booking`, `offer` or `series` */
                    purpose: string;
                    /**
                     * Format: date-time
                     * @description RFC 3339, UTC
                     * @example 2026-03-02T13:00:00Z
                     */
                    expiresAt: string;
                }[];
                blocks: {
                    id: string;
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
                    /** @description The external calendar whose busy time it is; null for our own */
                    source: string | null;
                    /** @description What that calendar calls it */
                    externalId: string | null;
                }[];
            }[];
            /** @description Visits that start within 120 minutes from now, whatever the date asked for */
            next120Minutes: {
                id: string;
                typeId: string;
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
                seats: number;
                resourceIds: string[];
                customerId: string;
                customerName: string | null;
                origin: string;
                override: boolean;
            }[];
            /** @description The first to be due first */
            incidents: {
                /** @enum {string} */
                kind: "overlap" | "blocked" | "unconfirmed" | "no-contact" | "late-agent" | "failed-message";
                resourceId: string;
                visitIds: string[];
                /** @description In the language that `accept-language` asks for */
                why: string;
                /**
                 * Format: date-time
                 * @description By when somebody should have acted; RFC 3339, UTC
                 * @example 2026-03-02T13:00:00Z
                 */
                dueAt: string;
                /** @enum {string} */
                colour: "red" | "orange" | "grey";
            }[];
        };
        ExplainedRule: {
            /** @example opening-hours */
            rule: string;
            ok: boolean;
            /**
             * @description What the rule found, for machines
             * @example outside
             */
            code: string;
            /** @description The same for people, in the language that was asked for */
            why: string;
            because?: components["schemas"]["Because"];
            /** @description Of the grid, or of the notice */
            minutes?: number;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            before?: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            after?: string | null;
            needs?: {
                kind: string;
                count: number;
                /** @description How many could serve at all */
                able: number;
                /** @description Those that are free then */
                free: string[];
            }[];
            /** @description Of opening hours: `weekly`, `exception`, `own-holiday` or `public-holiday` */
            decidedBy?: string;
            /** @description When it is open that day */
            open?: {
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
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            earliest?: string;
            /** @description The last date that could be booked */
            lastDate?: string;
            capacity?: number;
            inTheWay?: {
                /** @enum {string} */
                kind: "reservation" | "hold" | "block";
                id: string;
                visitId: string | null;
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
                /**
                 * Format: date-time
                 * @description With its buffers
                 * @example 2026-03-02T13:00:00Z
                 */
                coversFrom: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 * @example 2026-03-02T13:00:00Z
                 */
                coversUntil: string;
                /** @description Says nothing on a block, which takes them all */
                seats: number;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 * @example 2026-03-02T13:00:00Z
                 */
                expiresAt: string | null;
                /** @description For whom a hold is kept: `booking`, `offer` or `series` */
                purpose: string | null;
                /** @description The external calendar whose busy time it is */
                source: string | null;
                /** @description Where it takes place, where that is known */
                locationId: string | null;
                /**
                 * @description What it meets: the visit itself, a buffer, or the way between two locations
                 * @enum {string}
                 */
                meets: "visit" | "buffer" | "travel";
                because: components["schemas"]["Because"];
            }[];
        };
        /** @description The event that made it so */
        Because: {
            /**
             * @description Its type, such as `SlotReserved`
             * @example SlotReserved
             */
            event: string;
            /** @example slot-demo_ana_2026-03-03 */
            stream: string;
            revision: number;
            /** @description Its place in the log, as `visita-position` names it */
            position: string;
            /**
             * Format: date-time
             * @description When it was recorded; RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            at: string;
            /**
             * @description Whose key, or which process of ours
             * @example key:k3j9x0a1
             */
            actor: string;
            role: string;
            /**
             * @description Through which door
             * @example api
             */
            channel: string;
        };
        Block: {
            id: string;
            /** @enum {string} */
            status: "placed" | "refused" | "lifted";
            resourceIds: string[];
            locationId: string | null;
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
            /** @description Whose wall clock the repetition follows */
            timezone: string;
            repeat: {
                /** @enum {string} */
                freq: "weekly";
                interval: number;
                until: string;
            } | null;
            /** @description Those that meet the stretch asked for */
            occurrences: {
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
            onConflict: string;
            reason: string | null;
            /**
             * Format: date-time
             * @description Every occurrence that begins before it lies on the agenda; null while the first is being laid
             */
            laidUntil: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            placedAt: string;
        };
        BulkMoveSummary: {
            id: string;
            /** @enum {string} */
            status: "planned" | "committing" | "committed" | "undoing" | "undone";
            filter: {
                resourceIds: string[] | null;
                locationId: string | null;
                from: string;
                to: string;
            };
            move: {
                [key: string]: unknown;
            };
            reason: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            plannedAt: string;
            totals: components["schemas"]["BulkMoveTotals"];
        };
        BulkMoveTotals: {
            /** @description All visits of the plan */
            planned: number;
            feasible: number;
            /** @description Feasible, and without a result yet */
            waiting: number;
            /** @description Moved, and not back */
            moved: number;
            failed: number;
            /** @description Moved back again */
            returned: number;
            /** @description Could not go back */
            kept: number;
        };
        InboxItem: {
            id: string;
            /** @description Such as `resource:ana` */
            recipient: string;
            visitId: string | null;
            /** @description Of what it tells: `visit.assigned`, `visit.canceled` … */
            kind: string;
            critical: boolean;
            /** @description Null, as the two below, once the person that it tells of was erased */
            title: string | null;
            body: string | null;
            url: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            arrivedAt: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            seenAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            readAt: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            archivedAt: string | null;
            archivedWhy: string | null;
        };
        TrayItem: {
            visit: components["schemas"]["Visit"];
            customerName: string | null;
            /** @description Why it lies here, in the language that `accept-language` asks for */
            why: string;
            /**
             * Format: date-time
             * @description By when somebody should have acted; RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            dueAt: string;
            /** @enum {string} */
            colour: "red" | "orange" | "grey";
        };
        NoShowRiskItem: {
            visit: components["schemas"]["Visit"];
            customerName: string | null;
            /** @description Why it lies here, in the language that `accept-language` asks for */
            why: string;
            /**
             * Format: date-time
             * @description By when somebody should have acted; RFC 3339, UTC
             * @example 2026-03-02T13:00:00Z
             */
            dueAt: string;
            /** @enum {string} */
            colour: "red" | "orange" | "grey";
            risk: {
                /** @description How likely nobody comes, 0 to 100 */
                percent: number;
                /** @description The weightiest first */
                reasons: {
                    /** @description `lead`, `missed`, `kept`, `unconfirmed`, `unread-reminders`, `hour` or `weekday` */
                    factor: string;
                    /** @description Days, visits, reminders, the hour, the ISO weekday */
                    value: number;
                    /** @description Ten are one in log odds; negative ones speak for coming */
                    points: number;
                    text: string;
                }[];
            };
        };
        WaitlistEntry: {
            id: string;
            /** @enum {string} */
            status: "waiting" | "offered" | "accepted" | "left" | "closed";
            typeId: string;
            customerId: string;
            customerName: string | null;
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
                offeredAt: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 * @example 2026-03-02T13:00:00Z
                 */
                expiresAt: string;
                /** @enum {string} */
                outcome: "open" | "accepted" | "declined" | "lapsed" | "withdrawn";
            } | null;
            /** @description Oldest first; only the last may be open */
            offers: {
                number: number;
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
                offeredAt: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 * @example 2026-03-02T13:00:00Z
                 */
                expiresAt: string;
                /** @enum {string} */
                outcome: "open" | "accepted" | "declined" | "lapsed" | "withdrawn";
            }[];
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
