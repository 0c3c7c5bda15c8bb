/**
 * Whether the customer `p` of the statement around it has neither phone nor e-mail. One whom the read model does not know yet is
 * not one without a phone.
 */
export const unreachable = '(p.customer_id IS NOT NULL AND p.phone IS NULL AND p.email IS NULL)'
